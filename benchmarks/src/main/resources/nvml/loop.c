/*
 * The calls of NvmlBenchmark from C: loop LIBRARY prints how many nanoseconds eight GPUs with seven calls each take, the median
 * of rounds. A second thread has run before, as in every JVM: the C library takes its locks in a shorter way until one has.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { GPUS = 8, ROUNDS = 21, SAMPLES = 50000 };

static void *nothing(void *argument) {
    return argument;
}

static int by_size(const void *one, const void *other) {
    double a = *(const double *) one, b = *(const double *) other;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    pthread_t thread;
    void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;
    if (!library || pthread_create(&thread, NULL, nothing, NULL) || pthread_join(thread, NULL)) {
        return 1;
    }
    int (*init)(void) = dlsym(library, "nvmlInit_v2");
    int (*handle)(uint32_t, void *) = dlsym(library, "nvmlDeviceGetHandleByIndex_v2");
    int (*utilization)(void *, void *) = dlsym(library, "nvmlDeviceGetUtilizationRates");
    int (*memory)(void *, void *) = dlsym(library, "nvmlDeviceGetMemoryInfo_v2");
    int (*temperature)(void *, int, void *) = dlsym(library, "nvmlDeviceGetTemperature");
    int (*power)(void *, void *) = dlsym(library, "nvmlDeviceGetPowerUsage");
    int (*clock)(void *, int, void *) = dlsym(library, "nvmlDeviceGetClockInfo");
    int (*processes)(void *, void *, void *) = dlsym(library, "nvmlDeviceGetComputeRunningProcesses_v3");

    static uint64_t answer[512];
    uint32_t *words = (uint32_t *) answer;
    void *gpus[GPUS];
    double rounds[ROUNDS];
    int failed = init();
    for (uint32_t i = 0; i < GPUS; i++) {
        failed |= handle(i, &gpus[i]);
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        for (int sample = 0; sample < SAMPLES; sample++) {
            for (int i = 0; i < GPUS; i++) {
                failed |= utilization(gpus[i], answer);
                words[0] = 0x02000028;
                failed |= memory(gpus[i], answer);
                failed |= temperature(gpus[i], 0, answer);
                failed |= power(gpus[i], answer);
                failed |= clock(gpus[i], 1, answer);
                failed |= clock(gpus[i], 2, answer);
                words[0] = 8;
                failed |= processes(gpus[i], answer, answer + 1);
            }
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        rounds[round] = ((double) (end.tv_sec - begin.tv_sec) * 1e9 + (double) (end.tv_nsec - begin.tv_nsec)) / SAMPLES;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], by_size);
    printf("%.1f\n", rounds[ROUNDS / 2]);
    return failed;
}
