CREATE TABLE machine (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
);

-- What heartbeats said: each for an hour, then means of five minutes for two days, then of an hour. Seconds since 1970. Of GPU -1 is
-- what they said of the whole machine; bytes are what moved in that time.
CREATE TABLE sample_1 (
  machine INTEGER NOT NULL, gpu INTEGER NOT NULL, at INTEGER NOT NULL, beats INTEGER NOT NULL, peak REAL,
  used REAL, memory REAL, memory_total REAL, temperature REAL, power REAL, cpu REAL, ram REAL,
  disk_read INTEGER, disk_write INTEGER, net_received INTEGER, net_sent INTEGER,
  PRIMARY KEY (machine, gpu, at)
) WITHOUT ROWID;
CREATE TABLE sample_300 (
  machine INTEGER NOT NULL, gpu INTEGER NOT NULL, at INTEGER NOT NULL, beats INTEGER NOT NULL, peak REAL,
  used REAL, memory REAL, memory_total REAL, temperature REAL, power REAL, cpu REAL, ram REAL,
  disk_read INTEGER, disk_write INTEGER, net_received INTEGER, net_sent INTEGER,
  PRIMARY KEY (machine, gpu, at)
) WITHOUT ROWID;
CREATE TABLE sample_3600 (
  machine INTEGER NOT NULL, gpu INTEGER NOT NULL, at INTEGER NOT NULL, beats INTEGER NOT NULL, peak REAL,
  used REAL, memory REAL, memory_total REAL, temperature REAL, power REAL, cpu REAL, ram REAL,
  disk_read INTEGER, disk_write INTEGER, net_received INTEGER, net_sent INTEGER,
  PRIMARY KEY (machine, gpu, at)
) WITHOUT ROWID;
