/*
 * A stand-in for NVIDIA's libnvidia-ml.so.1: the functions that the agent calls, with the structures and the return codes of
 * nvml.h (API 13), playing a machine that a text file describes. The tests compile it with
 *
 *     cc -shared -fPIC -O2 -o libnvidia-ml.so.1 standin.c
 *
 * and, for a driver that lacks a function, with -DnvmlDeviceGetTemperatureV=absent_nvmlDeviceGetTemperatureV as well.
 *
 * The environment variable DUMONT_STANDIN_SCENARIO names the file. It is read when nvmlInit_v2 begins anew; while its text stays
 * the same, everything goes on where it was. Without the variable it is the file that -DSCENARIO='"FILE"' named to the compiler;
 * without either there is one GPU with the values below. A line that is not understood ends the process with a message. Each line
 * says one thing, # begins a comment:
 *
 *     gpus 8                              how many there are, before anything about them; 1 unless said
 *     driver 550.54.14                    the version of the driver
 *     log /tmp/calls.txt                  append a line for each call: its function, and its device as in WHICH
 *     event 0 8 79 3                      at the 3rd wait for events, device 0 has one of type 8 (an Xid) with data 79
 *     code FUNCTION CODE [CALLS]          this function returns this code; FUNCTION * means each that has no device
 *     hang FUNCTION SECONDS [CALLS]       this function blocks for so long, then goes on
 *     gpu WHICH name TEXT                 WHICH is 3 for the fourth GPU, 3/0 for its first MIG instance, * for all GPUs
 *     gpu WHICH uuid TEXT
 *     gpu WHICH KEY VALUE                 KEY is in the list below. The value - is not supported, 5+2 is 5, then 7, then 9 ...
 *     gpu WHICH field ID VALUE            a value of nvmlDeviceGetFieldValues
 *     gpu WHICH gpm ID VALUE              a GPM metric; a GPU that has one supports GPM
 *     gpu WHICH ring TYPE 40 50 | 60      what nvmlDeviceGetSamples gives of this type: 40 and 50 at the first call, 60 at the
 *                                         second, then nothing new; 40! has no time stamp
 *     gpu WHICH compute 11:1048576        compute processes as PID:BYTES, on MIG as PID:BYTES:GI:CI; also: graphics
 *     gpu WHICH code FUNCTION CODE [CALLS]    of this device; FUNCTION * means each that has a device
 *     gpu WHICH hang FUNCTION SECONDS [CALLS]
 *
 * CALLS is 3 for the third call on, 3-5 for the third to the fifth; all unless said. Each device counts its own calls.
 */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uint32_t u32;
typedef uint64_t u64;

enum { SUCCESS, UNINITIALIZED, INVALID_ARGUMENT, NOT_SUPPORTED, NOT_FOUND = 6, INSUFFICIENT_SIZE, TIMEOUT = 10, VERSION = 25 };

#define FUNCTIONS(F) \
    F(nvmlInit_v2) F(nvmlShutdown) F(nvmlSystemGetDriverVersion) F(nvmlSystemGetNVMLVersion) F(nvmlDeviceGetCount_v2) \
    F(nvmlDeviceGetHandleByIndex_v2) F(nvmlDeviceGetName) F(nvmlDeviceGetUUID) F(nvmlDeviceGetUtilizationRates) \
    F(nvmlDeviceGetSamples) F(nvmlDeviceGetMemoryInfo) F(nvmlDeviceGetMemoryInfo_v2) F(nvmlDeviceGetTemperature) \
    F(nvmlDeviceGetTemperatureV) F(nvmlDeviceGetPowerUsage) F(nvmlDeviceGetEnforcedPowerLimit) \
    F(nvmlDeviceGetTotalEnergyConsumption) F(nvmlDeviceGetClockInfo) F(nvmlDeviceGetPerformanceState) \
    F(nvmlDeviceGetTotalEccErrors) F(nvmlDeviceGetFieldValues) F(nvmlDeviceGetComputeRunningProcesses_v3) \
    F(nvmlDeviceGetGraphicsRunningProcesses_v3) F(nvmlDeviceGetMigMode) F(nvmlDeviceGetMaxMigDeviceCount) \
    F(nvmlDeviceGetMigDeviceHandleByIndex) F(nvmlDeviceGetGpuInstanceId) F(nvmlEventSetCreate) F(nvmlEventSetFree) \
    F(nvmlDeviceGetSupportedEventTypes) F(nvmlDeviceRegisterEvents) F(nvmlEventSetWait_v2) F(nvmlGpmQueryDeviceSupport) \
    F(nvmlGpmSampleAlloc) F(nvmlGpmSampleFree) F(nvmlGpmSampleGet) F(nvmlGpmMigSampleGet) F(nvmlGpmMetricsGet)

/* What a device knows, and the value that a GPU has unless the scenario says another. A MIG instance has none of itself. */
#define NONE (UINT64_MAX - 1)
#define KEYS(K) \
    K(utilization_gpu, 0) K(utilization_memory, 0) K(memory_total, 85899345920) K(memory_reserved, 536870912) \
    K(memory_used, 0) K(temperature, 40) K(power, 60000) K(power_limit, 400000) K(energy, 1000000) K(clock_graphics, 1410) \
    K(clock_sm, 1410) K(clock_memory, 1593) K(clock_video, 1275) K(pstate, 0) K(ecc_corrected, 0) K(ecc_corrected_ever, 0) \
    K(ecc_uncorrected, 0) K(ecc_uncorrected_ever, 0) K(mig_mode, 0) K(mig_pending, 0) K(mig_slots, 0) K(instance, NONE) \
    K(event_types, 0x1f) K(ring_capacity, 120) \
    K(ring_empty, NOT_FOUND) /* the code of a ring that has nothing new; some drivers say 0 */ \
    K(process_race, 0)       /* how many times a process list turns out longer than the memory that was brought for it */ \
    K(process_width, 24)     /* bytes of a process; early drivers of 535 wrote 32 */

#define ID_OF_FUNCTION(name) ID_##name,
#define ID_OF_KEY(name, value) KEY_##name,
#define NAME_OF_FUNCTION(name) #name,
#define NAME_OF_KEY(name, value) #name,
#define VALUE_OF_KEY(name, value) value,
enum { FUNCTIONS(ID_OF_FUNCTION) FUNCTION_COUNT };
enum { KEYS(ID_OF_KEY) KEY_COUNT };
static const char *const function_names[] = {FUNCTIONS(NAME_OF_FUNCTION)};
static const char *const key_names[] = {KEYS(NAME_OF_KEY)};
static const u64 key_values[] = {KEYS(VALUE_OF_KEY)};

/* ---- What nvml.h declares ---- */

typedef struct handle *nvmlDevice_t;
typedef struct { u32 gpu, memory; } nvmlUtilization_t;
typedef struct { u64 total, free, used; } nvmlMemory_t;
typedef struct { u32 version; u64 total, reserved, free, used; } nvmlMemory_v2_t;
typedef struct { u32 version; int sensor, temperature; } nvmlTemperature_t;
typedef struct { u32 pid; u64 used; u32 gpu_instance, compute_instance; } nvmlProcessInfo_t;
typedef struct { u64 time, value; } nvmlSample_t;
typedef struct { u32 id, scope; int64_t time, latency; int type, code; u64 value; } nvmlFieldValue_t;
typedef struct { nvmlDevice_t device; u64 type, data; u32 gpu_instance, compute_instance; } nvmlEventData_t;
typedef struct { u64 masks[16]; } *nvmlEventSet_t;
typedef struct { int place; u64 taken; } *nvmlGpmSample_t;
typedef struct { u32 version, supported; } nvmlGpmSupport_t;
typedef struct { u32 id; int code; double value; const char *texts[3]; } nvmlGpmMetric_t;
typedef struct { u32 version, count; nvmlGpmSample_t first, second; nvmlGpmMetric_t metrics[333]; } nvmlGpmMetricsGet_t;
_Static_assert(sizeof(nvmlMemory_v2_t) == 40 && sizeof(nvmlTemperature_t) == 12 && sizeof(nvmlProcessInfo_t) == 24, "nvml.h");
_Static_assert(sizeof(nvmlFieldValue_t) == 40 && sizeof(nvmlEventData_t) == 32 && sizeof(nvmlGpmMetricsGet_t) == 13344, "nvml.h");

/* ---- The machine that is played ---- */

enum { GPUS = 16, SLOTS = 8, PLACES = GPUS * (1 + SLOTS), NOWHERE = PLACES, ANY = -1, TEXT = 96, MANY = 64 };

struct value { u64 now, step; };
struct item { u32 id; struct value value; double real; };
struct items { int count; struct item item[MANY]; };
struct sample { u64 value; int call, timed; };
struct ring { int count, calls; struct sample sample[MANY]; };
struct processes { u32 count; nvmlProcessInfo_t process[MANY]; };
struct device {
    int exists;
    char name[TEXT], uuid[TEXT];
    struct value values[KEY_COUNT];
    struct items fields, gpm;
    struct ring rings[10];
    struct processes compute, graphics;
};
struct rule { int function, place, code; unsigned seconds, from, to; };
struct event { int place; u64 type, data, at; };

static struct {
    int gpus, rules, events;
    char driver[TEXT];
    FILE *log;
    struct device devices[PLACES]; /* a GPU, then its MIG instances, then the next GPU */
    struct rule rule[MANY * 4];
    struct event event[MANY];
    unsigned calls[FUNCTION_COUNT][PLACES + 1], all_calls[PLACES + 1];
    u64 waits, samples;
} machine;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int users;              /* how often initialised and not shut down */
static uintptr_t generation;   /* handles of before a shutdown are dead */

static nvmlDevice_t handle_of(int place) {
    return (nvmlDevice_t) (generation << 16 | (uintptr_t) (place + 1));
}

static int place_of(nvmlDevice_t device) {
    uintptr_t place = ((uintptr_t) device & 0xffff) - 1;
    return (uintptr_t) device >> 16 == generation && place < PLACES && machine.devices[place].exists ? (int) place : NOWHERE;
}

/* ---- The scenario ---- */

static void die(const char *problem, const char *line) {
    fprintf(stderr, "standin.c: %s: %s\n", problem, line);
    exit(70);
}

static int index_of(const char *name, const char *const names[], int count) {
    for (int i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return i;
        }
    }
    return -1;
}

static struct value value_of(const char *text) {
    if (strcmp(text, "-") == 0) {
        return (struct value) {NONE, 0};
    }
    char *end;
    u64 now = strtoull(text, &end, 0);
    if (end == text) {
        die("not a number", text);
    }
    return (struct value) {now, *end == '+' ? strtoull(end + 1, NULL, 0) : 0};
}

static void add_rule(int place, const char *what, const char *text) {
    char name[TEXT], number[TEXT], calls[TEXT] = "1";
    struct rule rule = {ANY, place, -1, 0, 1, UINT32_MAX};
    if (sscanf(text, "%95s %95s %95s", name, number, calls) < 2 || machine.rules == MANY * 4) {
        die("no rule", text);
    }
    if (strcmp(name, "*") != 0 && (rule.function = index_of(name, function_names, FUNCTION_COUNT)) < 0) {
        die("no such function", name);
    }
    if (strcmp(what, "code") == 0) {
        rule.code = (int) value_of(number).now;
    } else {
        rule.seconds = (unsigned) value_of(number).now;
    }
    sscanf(calls, "%u-%u", &rule.from, &rule.to);
    machine.rule[machine.rules++] = rule;
}

static void add_item(struct items *items, const char *text) {
    char value[TEXT];
    struct item *item = &items->item[items->count++];
    if (items->count == MANY || sscanf(text, "%u %95s", &item->id, value) != 2) {
        die("not an id and a value", text);
    }
    item->value = value_of(value);
    item->real = strtod(value, NULL);
}

static void add_samples(struct device *device, char *text) {
    char *rest, *word = strtok_r(text, " ", &rest);
    unsigned type = word ? (unsigned) atoi(word) : 99;
    int call = 1;
    if (type >= 10) {
        die("no such type of samples", text);
    }
    struct ring *ring = &device->rings[type];
    while ((word = strtok_r(NULL, " ", &rest))) {
        if (strcmp(word, "|") == 0) {
            call++;
        } else if (ring->count < MANY) {
            ring->sample[ring->count++] = (struct sample) {value_of(word).now, call, !strchr(word, '!')};
        }
    }
}

static void add_processes(struct processes *processes, char *text) {
    char *rest;
    for (char *word = strtok_r(text, " ", &rest); word && processes->count < MANY; word = strtok_r(NULL, " ", &rest)) {
        nvmlProcessInfo_t process = {0, 0, UINT32_MAX, UINT32_MAX};
        unsigned long long bytes = 0;
        if (sscanf(word, "%u:%llu:%u:%u", &process.pid, &bytes, &process.gpu_instance, &process.compute_instance) < 2) {
            die("not a process", word);
        }
        process.used = bytes;
        processes->process[processes->count++] = process;
    }
}

static void describe(int place, const char *key, char *text) {
    struct device *device = &machine.devices[place];
    int known = index_of(key, key_names, KEY_COUNT);
    device->exists = 1;
    if (known >= 0) {
        device->values[known] = value_of(text);
    } else if (strcmp(key, "name") == 0 || strcmp(key, "uuid") == 0) {
        snprintf(*key == 'n' ? device->name : device->uuid, TEXT, "%.95s", text);
    } else if (strcmp(key, "field") == 0 || strcmp(key, "gpm") == 0) {
        add_item(*key == 'f' ? &device->fields : &device->gpm, text);
    } else if (strcmp(key, "compute") == 0 || strcmp(key, "graphics") == 0) {
        add_processes(*key == 'c' ? &device->compute : &device->graphics, text);
    } else if (strcmp(key, "ring") == 0) {
        add_samples(device, text);
    } else if (strcmp(key, "code") == 0 || strcmp(key, "hang") == 0) {
        add_rule(place, key, text);
    } else {
        die("no such key", key);
    }
}

static void describe_each(const char *which, const char *key, const char *text) {
    unsigned gpu = 0, slot = 0;
    int parts = sscanf(which, "%u/%u", &gpu, &slot);
    if ((strcmp(which, "*") != 0 && parts < 1) || gpu >= GPUS || slot >= SLOTS) {
        die("no such device", which);
    }
    for (int i = 0; i < machine.gpus; i++) {
        if (parts < 1 || i == (int) gpu) {
            char copy[1024];
            snprintf(copy, sizeof copy, "%s", text);
            describe(i * (1 + SLOTS) + (parts == 2 ? 1 + (int) slot : 0), key, copy);
        }
    }
}

static void add_gpus(int count) {
    for (int gpu = 0; gpu < GPUS; gpu++) {
        for (int slot = 0; slot <= SLOTS; slot++) {
            struct device *device = &machine.devices[gpu * (1 + SLOTS) + slot];
            device->exists = slot == 0 && gpu < count;
            for (int key = 0; key < KEY_COUNT; key++) {
                device->values[key] = (struct value) {slot == 0 ? key_values[key] : NONE, 0};
            }
            snprintf(device->name, TEXT, "Stand-in GPU");
            snprintf(device->uuid, TEXT, "%s-00000000-0000-0000-%04d-%012d", slot ? "MIG" : "GPU", slot, gpu);
        }
    }
    machine.gpus = count;
}

static void follow(char *line) {
    char first[TEXT] = "", second[TEXT] = "", third[TEXT] = "";
    int rest = 0;
    line[strcspn(line, "#\n")] = 0;
    for (size_t end = strlen(line); end > 0 && line[end - 1] == ' '; end--) {
        line[end - 1] = 0;
    }
    if (sscanf(line, "%95s %n%95s", first, &rest, second) < 1) {
        return;
    }
    struct event event = {0, 0, 0, 0};
    long long unsigned type, data, at;
    if (strcmp(first, "gpus") == 0) {
        add_gpus(atoi(second));
    } else if (strcmp(first, "driver") == 0) {
        snprintf(machine.driver, TEXT, "%s", second);
    } else if (strcmp(first, "log") == 0) {
        machine.log = fopen(second, "a");
    } else if (strcmp(first, "code") == 0 || strcmp(first, "hang") == 0) {
        add_rule(NOWHERE, first, line + rest);
    } else if (sscanf(line, "event %d %llu %llu %llu", &event.place, &type, &data, &at) == 4 && machine.events < MANY) {
        machine.event[machine.events++] = (struct event) {event.place * (1 + SLOTS), type, data, at};
    } else if (sscanf(line, "gpu %95s %95s %n", second, third, &rest) == 2) {
        describe_each(second, third, line + rest);
    } else {
        die("not understood", line);
    }
}

static void load(void) {
    static char before[1 << 16] = "nothing yet", text[1 << 16], lines[1 << 16];
    const char *path = getenv("DUMONT_STANDIN_SCENARIO");
#ifdef SCENARIO
    path = path ? path : SCENARIO;
#endif
    memset(text, 0, sizeof text);
    if (path) {
        FILE *file = fopen(path, "r");
        if (!file || fread(text, 1, sizeof text - 1, file) == 0) {
            die("cannot be read, or is empty", path);
        }
        fclose(file);
    }
    if (strcmp(text, before) == 0) {
        return;
    }
    memcpy(before, text, sizeof text);
    memcpy(lines, text, sizeof text);
    if (machine.log) {
        fclose(machine.log);
    }
    memset(&machine, 0, sizeof machine);
    snprintf(machine.driver, TEXT, "550.54.14");
    add_gpus(1);
    char *rest;
    for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        follow(line);
    }
}

/* ---- How a call begins and ends ---- */

static void sleep_for(long milliseconds) {
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    pthread_mutex_unlock(&lock);
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    pthread_mutex_lock(&lock);
}

static void write_down(int function, int place) {
    int gpu = place / (1 + SLOTS), slot = place % (1 + SLOTS) - 1;
    if (place == NOWHERE) {
        fprintf(machine.log, "%s\n", function_names[function]);
    } else if (slot < 0) {
        fprintf(machine.log, "%s %d\n", function_names[function], gpu);
    } else {
        fprintf(machine.log, "%s %d/%d\n", function_names[function], gpu, slot);
    }
    fflush(machine.log);
}

/* Takes the lock; returns what the scenario wants this call to return, 0 for what the function finds itself. */
static int begin(int function, int place) {
    unsigned call = ++machine.calls[function][place], any = ++machine.all_calls[place];
    int code = SUCCESS, rules = machine.rules;
    if (machine.log) {
        write_down(function, place);
    }
    for (int i = 0; i < rules; i++) {
        struct rule rule = machine.rule[i];
        unsigned number = rule.function == ANY ? any : call;
        if ((rule.function == ANY || rule.function == function) && rule.place == place && number >= rule.from
                && number <= rule.to) {
            if (rule.seconds) {
                sleep_for(1000L * rule.seconds);
            }
            code = rule.code >= 0 ? rule.code : code;
        }
    }
    return code;
}

static int end(int code) {
    pthread_mutex_unlock(&lock);
    return code;
}

#define BEGIN(name) \
    pthread_mutex_lock(&lock); \
    int code = users == 0 ? UNINITIALIZED : begin(ID_##name, NOWHERE); \
    if (code != SUCCESS) { \
        return end(code); \
    }

#define BEGIN_ON(name, handle) \
    pthread_mutex_lock(&lock); \
    int place = place_of(handle); \
    int code = users == 0 ? UNINITIALIZED : place == NOWHERE ? INVALID_ARGUMENT : begin(ID_##name, place); \
    if (code != SUCCESS) { \
        return end(code); \
    } \
    struct device *device = &machine.devices[place]

static int read64(struct value *value, u64 *to) {
    if (value->now == NONE) {
        return NOT_SUPPORTED;
    }
    *to = value->now;
    value->now += value->step;
    return SUCCESS;
}

static int read32(struct value *value, u32 *to) {
    u64 wide;
    int code = read64(value, &wide);
    if (code == SUCCESS) {
        *to = (u32) wide;
    }
    return code;
}

static int text(const char *from, char *to, u32 length) {
    if (strlen(from) >= length) {
        return INSUFFICIENT_SIZE;
    }
    strcpy(to, from);
    return SUCCESS;
}

/* ---- The functions: the system and its devices ---- */

int nvmlInit_v2(void) {
    pthread_mutex_lock(&lock);
    if (users == 0) {
        load();
    }
    int code = begin(ID_nvmlInit_v2, NOWHERE);
    if (code == SUCCESS && users++ == 0) {
        generation++;
    }
    return end(code);
}

int nvmlShutdown(void) {
    pthread_mutex_lock(&lock);
    int code = begin(ID_nvmlShutdown, NOWHERE);
    if (code == SUCCESS && users > 0) { /* the real one says 0 too when there is nothing to shut down */
        users--;
    }
    return end(code);
}

int nvmlSystemGetDriverVersion(char *to, u32 length) {
    BEGIN(nvmlSystemGetDriverVersion)
    return end(text(machine.driver, to, length));
}

int nvmlSystemGetNVMLVersion(char *to, u32 length) { /* works before nvmlInit_v2 */
    pthread_mutex_lock(&lock);
    char version[TEXT + 3];
    int code = begin(ID_nvmlSystemGetNVMLVersion, NOWHERE);
    snprintf(version, sizeof version, "12.%s", machine.driver);
    return end(code ? code : text(version, to, length));
}

int nvmlDeviceGetCount_v2(u32 *count) {
    BEGIN(nvmlDeviceGetCount_v2)
    *count = (u32) machine.gpus;
    return end(SUCCESS);
}

int nvmlDeviceGetHandleByIndex_v2(u32 index, nvmlDevice_t *to) {
    BEGIN_ON(nvmlDeviceGetHandleByIndex_v2, index < GPUS ? handle_of((int) index * (1 + SLOTS)) : NULL);
    *to = device->exists ? handle_of(place) : NULL;
    return end(SUCCESS);
}

int nvmlDeviceGetName(nvmlDevice_t handle, char *to, u32 length) {
    BEGIN_ON(nvmlDeviceGetName, handle);
    return end(text(device->name, to, length));
}

int nvmlDeviceGetUUID(nvmlDevice_t handle, char *to, u32 length) {
    BEGIN_ON(nvmlDeviceGetUUID, handle);
    return end(text(device->uuid, to, length));
}

/* ---- Metrics ---- */

int nvmlDeviceGetUtilizationRates(nvmlDevice_t handle, nvmlUtilization_t *to) {
    BEGIN_ON(nvmlDeviceGetUtilizationRates, handle);
    code = read32(&device->values[KEY_utilization_gpu], &to->gpu);
    return end(code ? code : read32(&device->values[KEY_utilization_memory], &to->memory));
}

int nvmlDeviceGetSamples(
        nvmlDevice_t handle, int type, u64 last_seen, int *value_type, u32 *count, nvmlSample_t *to) {
    BEGIN_ON(nvmlDeviceGetSamples, handle);
    u32 given = 0;
    if (type < 0 || type >= 10) {
        return end(INVALID_ARGUMENT);
    }
    if (!to) {
        return end(read32(&device->values[KEY_ring_capacity], count));
    }
    struct ring *ring = &device->rings[type];
    ring->calls++;
    for (int i = 0; i < ring->count && given < *count; i++) {
        struct sample sample = ring->sample[i];
        u64 time = sample.timed ? 1000000000 + 100000 * (u64) i : 0;
        if (sample.timed ? sample.call <= ring->calls && time > last_seen : sample.call == ring->calls) {
            to[given++] = (nvmlSample_t) {time, sample.value};
        }
    }
    *count = given;
    *value_type = 1; /* unsigned int */
    return end(given ? SUCCESS : (int) device->values[KEY_ring_empty].now);
}

static int memory(struct device *device, nvmlMemory_v2_t *to) {
    int code = read64(&device->values[KEY_memory_total], &to->total);
    code = code ? code : read64(&device->values[KEY_memory_reserved], &to->reserved);
    code = code ? code : read64(&device->values[KEY_memory_used], &to->used);
    to->free = to->total - to->reserved - to->used;
    return code;
}

int nvmlDeviceGetMemoryInfo(nvmlDevice_t handle, nvmlMemory_t *to) {
    BEGIN_ON(nvmlDeviceGetMemoryInfo, handle);
    nvmlMemory_v2_t all = {0};
    code = memory(device, &all);
    *to = (nvmlMemory_t) {all.total, all.free, all.used + all.reserved};
    return end(code);
}

int nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t handle, nvmlMemory_v2_t *to) {
    BEGIN_ON(nvmlDeviceGetMemoryInfo_v2, handle);
    return end(to->version == 0x02000028 ? memory(device, to) : VERSION);
}

int nvmlDeviceGetTemperature(nvmlDevice_t handle, int sensor, u32 *to) {
    BEGIN_ON(nvmlDeviceGetTemperature, handle);
    return end(sensor == 0 ? read32(&device->values[KEY_temperature], to) : INVALID_ARGUMENT);
}

int nvmlDeviceGetTemperatureV(nvmlDevice_t handle, nvmlTemperature_t *to) {
    BEGIN_ON(nvmlDeviceGetTemperatureV, handle);
    if (to->version != 0x0100000C) {
        return end(VERSION);
    }
    return end(to->sensor == 0 ? read32(&device->values[KEY_temperature], (u32 *) &to->temperature) : INVALID_ARGUMENT);
}

int nvmlDeviceGetPowerUsage(nvmlDevice_t handle, u32 *milliwatts) {
    BEGIN_ON(nvmlDeviceGetPowerUsage, handle);
    return end(read32(&device->values[KEY_power], milliwatts));
}

int nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t handle, u32 *milliwatts) {
    BEGIN_ON(nvmlDeviceGetEnforcedPowerLimit, handle);
    return end(read32(&device->values[KEY_power_limit], milliwatts));
}

int nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t handle, u64 *millijoules) {
    BEGIN_ON(nvmlDeviceGetTotalEnergyConsumption, handle);
    return end(read64(&device->values[KEY_energy], millijoules));
}

int nvmlDeviceGetClockInfo(nvmlDevice_t handle, int type, u32 *megahertz) {
    BEGIN_ON(nvmlDeviceGetClockInfo, handle);
    return end(type < 0 || type > 3 ? INVALID_ARGUMENT : read32(&device->values[KEY_clock_graphics + type], megahertz));
}

int nvmlDeviceGetPerformanceState(nvmlDevice_t handle, int *to) {
    BEGIN_ON(nvmlDeviceGetPerformanceState, handle);
    return end(read32(&device->values[KEY_pstate], (u32 *) to));
}

int nvmlDeviceGetTotalEccErrors(nvmlDevice_t handle, int uncorrected, int ever, u64 *to) {
    BEGIN_ON(nvmlDeviceGetTotalEccErrors, handle);
    if ((uncorrected | ever) & ~1) {
        return end(INVALID_ARGUMENT);
    }
    return end(read64(&device->values[KEY_ecc_corrected + 2 * uncorrected + ever], to));
}

static struct item *find(struct items *items, u32 id) {
    for (int i = 0; i < items->count; i++) {
        if (items->item[i].id == id) {
            return &items->item[i];
        }
    }
    return NULL;
}

int nvmlDeviceGetFieldValues(nvmlDevice_t handle, int count, nvmlFieldValue_t *values) {
    BEGIN_ON(nvmlDeviceGetFieldValues, handle);
    for (int i = 0; i < count; i++) {
        struct item *item = find(&device->fields, values[i].id);
        values[i].type = 3; /* unsigned long long */
        values[i].time = 1000000000;
        values[i].code = item ? read64(&item->value, &values[i].value) : NOT_SUPPORTED;
    }
    return end(SUCCESS); /* whatever became of each */
}

/* ---- Processes ---- */

static int list(struct device *device, struct processes *processes, u32 *count, void *to) {
    u32 room = to ? *count : 0;
    *count = processes->count;
    if (room > 0 && device->values[KEY_process_race].now != NONE && device->values[KEY_process_race].now > 0) {
        device->values[KEY_process_race].now--;
        *count = room + 1;
    }
    if (*count > room) {
        return INSUFFICIENT_SIZE;
    }
    u64 width = device->values[KEY_process_width].now == 32 ? 32 : sizeof(nvmlProcessInfo_t);
    for (u32 i = 0; i < *count; i++) {
        memcpy((char *) to + i * width, &processes->process[i], sizeof(nvmlProcessInfo_t));
    }
    return SUCCESS;
}

int nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t handle, u32 *count, nvmlProcessInfo_t *to) {
    BEGIN_ON(nvmlDeviceGetComputeRunningProcesses_v3, handle);
    return end(list(device, &device->compute, count, to));
}

int nvmlDeviceGetGraphicsRunningProcesses_v3(nvmlDevice_t handle, u32 *count, nvmlProcessInfo_t *to) {
    BEGIN_ON(nvmlDeviceGetGraphicsRunningProcesses_v3, handle);
    return end(list(device, &device->graphics, count, to));
}

/* ---- MIG ---- */

int nvmlDeviceGetMigMode(nvmlDevice_t handle, u32 *current, u32 *pending) {
    BEGIN_ON(nvmlDeviceGetMigMode, handle);
    code = read32(&device->values[KEY_mig_mode], current);
    return end(code ? code : read32(&device->values[KEY_mig_pending], pending));
}

int nvmlDeviceGetMaxMigDeviceCount(nvmlDevice_t handle, u32 *to) {
    BEGIN_ON(nvmlDeviceGetMaxMigDeviceCount, handle);
    return end(read32(&device->values[KEY_mig_slots], to));
}

int nvmlDeviceGetMigDeviceHandleByIndex(nvmlDevice_t handle, u32 index, nvmlDevice_t *to) {
    BEGIN_ON(nvmlDeviceGetMigDeviceHandleByIndex, handle);
    if (device->values[KEY_mig_mode].now != 1) {
        return end(NOT_SUPPORTED);
    }
    if (index >= device->values[KEY_mig_slots].now || index >= SLOTS) {
        return end(INVALID_ARGUMENT);
    }
    int instance = place + 1 + (int) index;
    *to = handle_of(instance);
    return end(machine.devices[instance].exists ? SUCCESS : NOT_FOUND);
}

int nvmlDeviceGetGpuInstanceId(nvmlDevice_t handle, u32 *to) {
    BEGIN_ON(nvmlDeviceGetGpuInstanceId, handle);
    return end(read32(&device->values[KEY_instance], to));
}

/* ---- Events ---- */

int nvmlEventSetCreate(nvmlEventSet_t *to) {
    BEGIN(nvmlEventSetCreate)
    *to = calloc(1, sizeof **to);
    return end(SUCCESS);
}

int nvmlEventSetFree(nvmlEventSet_t set) {
    BEGIN(nvmlEventSetFree)
    free(set);
    return end(SUCCESS);
}

int nvmlDeviceGetSupportedEventTypes(nvmlDevice_t handle, u64 *to) {
    BEGIN_ON(nvmlDeviceGetSupportedEventTypes, handle);
    return end(read64(&device->values[KEY_event_types], to));
}

int nvmlDeviceRegisterEvents(nvmlDevice_t handle, u64 mask, nvmlEventSet_t set) {
    BEGIN_ON(nvmlDeviceRegisterEvents, handle);
    if (device->values[KEY_event_types].now == NONE || mask & ~device->values[KEY_event_types].now) {
        return end(NOT_SUPPORTED);
    }
    set->masks[place / (1 + SLOTS)] |= mask;
    return end(SUCCESS);
}

int nvmlEventSetWait_v2(nvmlEventSet_t set, nvmlEventData_t *to, u32 milliseconds) {
    BEGIN(nvmlEventSetWait_v2)
    u64 wait = ++machine.waits;
    for (int i = 0; i < machine.events; i++) {
        struct event event = machine.event[i];
        if (event.at == wait && set->masks[event.place / (1 + SLOTS)] & event.type) {
            *to = (nvmlEventData_t) {handle_of(event.place), event.type, event.data, UINT32_MAX, UINT32_MAX};
            return end(SUCCESS);
        }
    }
    sleep_for(milliseconds);
    return end(TIMEOUT);
}

/* ---- GPM ---- */

int nvmlGpmQueryDeviceSupport(nvmlDevice_t handle, nvmlGpmSupport_t *to) {
    BEGIN_ON(nvmlGpmQueryDeviceSupport, handle);
    to->supported = device->gpm.count > 0;
    return end(to->version == 1 ? SUCCESS : VERSION);
}

int nvmlGpmSampleAlloc(nvmlGpmSample_t *to) {
    BEGIN(nvmlGpmSampleAlloc)
    *to = calloc(1, sizeof **to);
    return end(SUCCESS);
}

int nvmlGpmSampleFree(nvmlGpmSample_t sample) {
    BEGIN(nvmlGpmSampleFree)
    free(sample);
    return end(SUCCESS);
}

static int take(int place, nvmlGpmSample_t sample) {
    if (machine.devices[place].gpm.count == 0) {
        return NOT_SUPPORTED;
    }
    sample->place = place;
    sample->taken = ++machine.samples;
    return SUCCESS;
}

int nvmlGpmSampleGet(nvmlDevice_t handle, nvmlGpmSample_t sample) {
    BEGIN_ON(nvmlGpmSampleGet, handle);
    return end(device->exists ? take(place, sample) : INVALID_ARGUMENT);
}

int nvmlGpmMigSampleGet(nvmlDevice_t handle, u32 instance, nvmlGpmSample_t sample) {
    BEGIN_ON(nvmlGpmMigSampleGet, handle);
    for (int i = 1; i <= SLOTS; i++) {
        if (device[i].exists && device[i].values[KEY_instance].now == instance) {
            return end(take(place + i, sample));
        }
    }
    return end(INVALID_ARGUMENT);
}

int nvmlGpmMetricsGet(nvmlGpmMetricsGet_t *get) {
    BEGIN(nvmlGpmMetricsGet)
    if (get->version != 1) {
        return end(VERSION);
    }
    if (get->first->place != get->second->place || get->first->taken == 0 || get->first->taken >= get->second->taken) {
        return end(INVALID_ARGUMENT);
    }
    for (u32 i = 0; i < get->count; i++) {
        struct item *item = find(&machine.devices[get->first->place].gpm, get->metrics[i].id);
        get->metrics[i].code = item ? SUCCESS : NOT_SUPPORTED;
        get->metrics[i].value = item ? item->real : 0;
    }
    return end(SUCCESS);
}
