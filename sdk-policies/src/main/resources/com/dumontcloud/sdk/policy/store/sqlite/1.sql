-- Who may write, and how far observed time has come.
CREATE TABLE fleet (
  one           INTEGER PRIMARY KEY CHECK (one = 1),
  fencing_token INTEGER NOT NULL,
  holder        TEXT    NOT NULL,
  observed      INTEGER NOT NULL,
  journal_bytes INTEGER NOT NULL
);
INSERT INTO fleet VALUES (1, 0, '', 0, 0);

-- Each machine as it was last written: its condition, and what it cost in US dollars, how long it was on and off, in how much of the
-- time on nobody had seen it yet, and what was counted of its heartbeats, until then.
CREATE TABLE machine (
  no         INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  condition  TEXT NOT NULL,
  useful     TEXT NOT NULL,
  wasted     TEXT NOT NULL,
  parked     TEXT NOT NULL,
  saved      TEXT NOT NULL,
  today      TEXT NOT NULL,
  running    TEXT NOT NULL,
  stopped    TEXT NOT NULL,
  unseen     TEXT NOT NULL,
  heartbeats TEXT NOT NULL,
  until      TEXT NOT NULL
);

-- The hash of each machine's token; the token itself is kept nowhere.
CREATE TABLE token (
  machine TEXT PRIMARY KEY,
  sha256  TEXT NOT NULL
) WITHOUT ROWID;

-- The newest word of an operator on each mode of the fleet.
CREATE TABLE mode (
  name     TEXT    PRIMARY KEY,
  in_force INTEGER NOT NULL,
  why      TEXT    NOT NULL,
  at       TEXT    NOT NULL
) WITHOUT ROWID;

-- What is kept of the fleet as a whole: spend caps, and since when it is in shadow.
CREATE TABLE mark (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- What counts against the budget of a scope, until then in observed time.
CREATE TABLE spent (
  no       INTEGER PRIMARY KEY,
  scope    TEXT    NOT NULL,
  payer    TEXT    NOT NULL,
  at       INTEGER NOT NULL,
  until    INTEGER NOT NULL
);

-- Every decision that changed a state or had an effect, with all that it was taken on.
CREATE TABLE journal (
  no          INTEGER PRIMARY KEY,
  machine     TEXT    NOT NULL,
  millis      INTEGER NOT NULL,
  wall        TEXT    NOT NULL,
  observed    INTEGER NOT NULL,
  mono        INTEGER NOT NULL,
  around      TEXT    NOT NULL,
  before      TEXT    NOT NULL,
  event       TEXT    NOT NULL,
  effects     TEXT    NOT NULL,
  fingerprint INTEGER NOT NULL,
  bytes       INTEGER NOT NULL
);
CREATE INDEX journal_of_machine ON journal (machine, millis);
