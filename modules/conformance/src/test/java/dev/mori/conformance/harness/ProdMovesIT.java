package dev.mori.conformance.harness;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Production changes under a session. Rows of it that were copied into the shadow, as somebody's
 * parent or neighbour, and that nobody of the session has written, count as production has them
 * when a statement comes.
 */
class ProdMovesIT {
  private static Twins twins;

  @BeforeAll
  static void start() throws Exception {
    twins =
        Twins.start(
            "CREATE TABLE owner (id int PRIMARY KEY, name text UNIQUE, seat int)",
            "CREATE TABLE pet (id int PRIMARY KEY, owner_id int NOT NULL REFERENCES owner"
                + " ON DELETE CASCADE, name text)",
            "CREATE TABLE visit (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pet_id int NOT NULL"
                + " REFERENCES pet, twice int GENERATED ALWAYS AS (pet_id * 2) STORED)",
            "CREATE TABLE booking (id int PRIMARY KEY, during int4range,"
                + " EXCLUDE USING gist (during WITH &&))",
            "INSERT INTO owner SELECT i, 'owner ' || i, i FROM generate_series(1, 40) i",
            "INSERT INTO pet SELECT i, i, 'pet ' || i FROM generate_series(1, 40) i",
            "INSERT INTO booking SELECT i, int4range(i * 10, i * 10 + 5) FROM generate_series(1, 40) i",
            "GRANT SELECT ON owner, pet, visit, booking TO PUBLIC");
  }

  @AfterAll
  static void stop() {
    twins.close();
  }

  @Test
  void anUpdateKeepsWhatProdHasChangedSinceTheCopy() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO pet VALUES (101, 1, 'new')",
        "on prod: UPDATE owner SET name = 'moved' WHERE id = 1",
        "SELECT * FROM owner WHERE id = 1",
        "UPDATE owner SET seat = 100 WHERE id = 1 RETURNING *",
        "SELECT * FROM owner WHERE id = 1");
  }

  @Test
  void aConditionIsJudgedByWhatProdHas() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO pet VALUES (101, 2, 'new'), (102, 3, 'new')",
        "on prod: UPDATE owner SET seat = seat + 1000 WHERE id IN (2, 3)",
        "UPDATE owner SET name = 'was seated' WHERE seat < 4 RETURNING *",
        "UPDATE owner SET name = 'is seated ' || id WHERE seat = 1002 RETURNING *",
        "SELECT * FROM owner ORDER BY id LIMIT 5");
  }

  @Test
  void aRowThatIsGoneIsNotWritten() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO visit (pet_id) VALUES (4)",
        "DELETE FROM visit",
        "on prod: DELETE FROM pet WHERE id = 4",
        "UPDATE pet SET name = 'ghost' WHERE id = 4 RETURNING *",
        "DELETE FROM pet WHERE id = 4 RETURNING *",
        "INSERT INTO pet VALUES (4, 4, 'again')",
        "SELECT * FROM pet WHERE id < 6 ORDER BY id");
  }

  @Test
  void aParentThatIsGoneIsMissed() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO visit (pet_id) VALUES (5)",
        "DELETE FROM visit",
        "on prod: DELETE FROM pet WHERE id = 5",
        "INSERT INTO visit (pet_id) VALUES (5)",
        "INSERT INTO visit (pet_id) SELECT 5",
        "INSERT INTO visit (pet_id) VALUES (6) RETURNING pet_id, twice",
        "UPDATE visit SET pet_id = 5",
        "SELECT pet_id, twice FROM visit");
  }

  @Test
  void aKeyThatIsFreeAgainIsTaken() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO pet VALUES (101, 7, 'new'), (102, 8, 'new')",
        "on prod: UPDATE owner SET name = 'renamed' WHERE id = 7",
        "on prod: DELETE FROM pet WHERE id = 8",
        "on prod: DELETE FROM owner WHERE id = 8",
        "INSERT INTO owner VALUES (201, 'owner 7', 1) RETURNING *",
        "INSERT INTO owner VALUES (202, 'renamed', 1)",
        "UPDATE owner SET name = 'owner 8' WHERE id = 9 RETURNING *",
        "INSERT INTO owner VALUES (203, 'owner 10', 1)");
  }

  @Test
  void onConflictMeetsWhatProdHas() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO pet VALUES (101, 11, 'new'), (102, 12, 'new'), (103, 13, 'new')",
        "on prod: UPDATE owner SET name = 'other 11' WHERE id = 11",
        "on prod: UPDATE owner SET seat = 1212 WHERE id = 12",
        "INSERT INTO owner VALUES (301, 'owner 11', 1) ON CONFLICT DO NOTHING",
        "INSERT INTO owner VALUES (302, 'other 11', 1) ON CONFLICT DO NOTHING",
        "INSERT INTO owner SELECT 303, 'owner 1' || '3', 1 ON CONFLICT (name) DO NOTHING",
        "INSERT INTO owner VALUES (304, 'owner 12', 1) ON CONFLICT (name)"
            + " DO UPDATE SET seat = owner.seat + 1 RETURNING *",
        "SELECT * FROM owner WHERE id > 300 OR id IN (11, 12, 13) ORDER BY id");
  }

  @Test
  void aChildThatHasGoneDoesNotHold() throws Exception {
    twins.sameWhileProdMoves(
        "UPDATE pet SET name = 'touched' WHERE id = 99",
        "BEGIN",
        "DELETE FROM owner WHERE id = 14",
        "ROLLBACK",
        "on prod: UPDATE pet SET owner_id = 16 WHERE id = 14",
        "DELETE FROM owner WHERE id = 14",
        "SELECT * FROM pet WHERE owner_id = 16 ORDER BY id",
        "SELECT count(*) FROM pet");
  }

  @Test
  void anExclusionThatHasMovedExcludesThereOnly() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO booking VALUES (101, '[172,174)')",
        "on prod: UPDATE booking SET during = '[1720,1725)' WHERE id = 17",
        "INSERT INTO booking VALUES (102, '[172,174)')",
        "INSERT INTO booking VALUES (103, '[1722,1724)')");
  }

  @Test
  void aTableThatIsCopiedWholeHasNoRowThatIsGone() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO visit (pet_id) VALUES (18), (19), (20)",
        "DELETE FROM visit",
        "on prod: DELETE FROM pet WHERE id = 18",
        "on prod: UPDATE pet SET name = 'changed' WHERE id = 19",
        "DO 'BEGIN UPDATE pet SET name = name || ''!'' WHERE id < 20; END'",
        "SELECT * FROM pet WHERE id BETWEEN 16 AND 21 ORDER BY id");
  }

  @Test
  void whatTheSessionHasWrittenStays() throws Exception {
    twins.sameWhileProdMoves(
        "INSERT INTO pet VALUES (101, 21, 'new')",
        "BEGIN",
        "UPDATE owner SET seat = 5 WHERE id = 21",
        "UPDATE owner SET seat = seat + 1 WHERE id = 21 RETURNING *",
        "DELETE FROM pet WHERE id = 21",
        "COMMIT",
        "on prod: UPDATE owner SET seat = 77 WHERE id = 22",
        "UPDATE owner SET seat = seat + 1 WHERE id IN (21, 22) RETURNING *",
        "SELECT * FROM owner WHERE id IN (21, 22) ORDER BY id");
  }

  /** By its key, and then prod has no say in it. */
  @Test
  void whatTheSessionHasWrittenIsWrittenAgain() throws Exception {
    twins.sameWhileProdMoves(
        "UPDATE owner SET seat = 50 WHERE id IN (23, 24)",
        "INSERT INTO pet VALUES (101, 25, 'new')",
        "on prod: UPDATE owner SET seat = 2525 WHERE id = 25",
        "UPDATE owner SET seat = seat + 1 WHERE id = 23 RETURNING *",
        "UPDATE owner SET seat = seat + 1 WHERE id IN (23, 24) RETURNING *",
        "UPDATE owner SET seat = seat + 1 WHERE id IN (23, 25) RETURNING *",
        "UPDATE owner SET seat = seat + 1 WHERE id = 25 AND seat > 2525 RETURNING *",
        "UPDATE owner SET name = 'owner 30' WHERE id = 23",
        "UPDATE owner SET id = 923 WHERE id = 23",
        "DELETE FROM owner WHERE id = 24",
        "UPDATE owner SET seat = 1 WHERE id = 24 RETURNING *",
        "BEGIN",
        "UPDATE owner SET seat = 1 WHERE id = 26",
        "UPDATE owner SET seat = seat + 1 WHERE id = 26 RETURNING *",
        "ROLLBACK",
        "on prod: UPDATE owner SET seat = 2626 WHERE id = 26",
        "UPDATE owner SET seat = seat + 1 WHERE id = 26 RETURNING *",
        "BEGIN",
        "UPDATE pet SET name = 'a' WHERE id = 27",
        "UPDATE pet SET name = name || 'b' WHERE id = 27 RETURNING *",
        "COMMIT",
        "UPDATE pet SET owner_id = 999 WHERE id = 27",
        "SELECT * FROM owner WHERE id BETWEEN 22 AND 27 ORDER BY id");
  }
}
