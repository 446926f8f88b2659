CREATE TABLE machine (
  no BIGINT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
);

-- What heartbeats said: each for an hour, then means of five minutes for two days, then of an hour. Seconds since 1970. Of GPU -1 is
-- what they said of the whole machine; bytes are what moved in that time.
CREATE TABLE sample_1 (
  machine BIGINT NOT NULL, gpu BIGINT NOT NULL, at BIGINT NOT NULL, beats BIGINT NOT NULL, peak DOUBLE PRECISION,
  used DOUBLE PRECISION, memory DOUBLE PRECISION, memory_total DOUBLE PRECISION, temperature DOUBLE PRECISION, power DOUBLE PRECISION, cpu DOUBLE PRECISION, ram DOUBLE PRECISION,
  disk_read BIGINT, disk_write BIGINT, net_received BIGINT, net_sent BIGINT,
  PRIMARY KEY (machine, gpu, at)
);
CREATE TABLE sample_300 (
  machine BIGINT NOT NULL, gpu BIGINT NOT NULL, at BIGINT NOT NULL, beats BIGINT NOT NULL, peak DOUBLE PRECISION,
  used DOUBLE PRECISION, memory DOUBLE PRECISION, memory_total DOUBLE PRECISION, temperature DOUBLE PRECISION, power DOUBLE PRECISION, cpu DOUBLE PRECISION, ram DOUBLE PRECISION,
  disk_read BIGINT, disk_write BIGINT, net_received BIGINT, net_sent BIGINT,
  PRIMARY KEY (machine, gpu, at)
);
CREATE TABLE sample_3600 (
  machine BIGINT NOT NULL, gpu BIGINT NOT NULL, at BIGINT NOT NULL, beats BIGINT NOT NULL, peak DOUBLE PRECISION,
  used DOUBLE PRECISION, memory DOUBLE PRECISION, memory_total DOUBLE PRECISION, temperature DOUBLE PRECISION, power DOUBLE PRECISION, cpu DOUBLE PRECISION, ram DOUBLE PRECISION,
  disk_read BIGINT, disk_write BIGINT, net_received BIGINT, net_sent BIGINT,
  PRIMARY KEY (machine, gpu, at)
);
CREATE INDEX sample_1_at ON sample_1 (at);
CREATE INDEX sample_300_at ON sample_300 (at);
CREATE INDEX sample_3600_at ON sample_3600 (at);
