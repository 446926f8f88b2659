CREATE TABLE machine (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
);

-- What heartbeats said: each for an hour, then means of five minutes for two days, then of an hour. Seconds since 1970.
CREATE TABLE sample_1 (
  machine INTEGER NOT NULL, at INTEGER NOT NULL, beats INTEGER NOT NULL,
  gpu REAL, peak REAL, memory REAL, cpu REAL,
  PRIMARY KEY (machine, at)
) WITHOUT ROWID;
CREATE TABLE sample_300 (
  machine INTEGER NOT NULL, at INTEGER NOT NULL, beats INTEGER NOT NULL,
  gpu REAL, peak REAL, memory REAL, cpu REAL,
  PRIMARY KEY (machine, at)
) WITHOUT ROWID;
CREATE TABLE sample_3600 (
  machine INTEGER NOT NULL, at INTEGER NOT NULL, beats INTEGER NOT NULL,
  gpu REAL, peak REAL, memory REAL, cpu REAL,
  PRIMARY KEY (machine, at)
) WITHOUT ROWID;
