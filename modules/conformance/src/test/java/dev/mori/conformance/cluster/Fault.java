package dev.mori.conformance.cluster;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Something that goes wrong for a while and is mended again. */
enum Fault {
  /** The node that has the session's entity dies. */
  KILL_OWNER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      killAndRestart(cluster, cluster.owner("main"), random);
    }
  },
  /** Another node dies. */
  KILL_OTHER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      killAndRestart(cluster, other(cluster, random), random);
    }
  },
  /** The owner's node stands still, long enough to be replaced or not. */
  PAUSE_OWNER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      pause(cluster, cluster.owner("main"), 500 + random.nextInt(20_000));
    }
  },
  /** Another node stands still. */
  PAUSE_OTHER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      pause(cluster, other(cluster, random), 500 + random.nextInt(20_000));
    }
  },
  /** The owner's node stands still again and again, for about as long as a lease. */
  STUTTER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      int owner = cluster.owner("main");
      for (int i = 0; i < 4; i++) {
        pause(cluster, owner, 2_000 + random.nextInt(2_000));
        sleep(200 + random.nextInt(1_000));
      }
    }
  },
  /** One node is stopped in good order and started again. */
  RESTART {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      restart(cluster, random.nextInt(cluster.size()));
    }
  },
  /** All nodes are, one after the other. */
  ROLLING_RESTART {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      for (int i = 0; i < cluster.size(); i++) {
        restart(cluster, i);
      }
    }
  },
  /** A node is cut off from the other nodes and back before they miss it, or not. */
  CUT_OFF {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.network().cutOff(random.nextInt(cluster.size()));
      mend(cluster, random);
    }
  },
  /** The node that has the session's entity is cut off from the other nodes. */
  CUT_OFF_OWNER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.network().cutOff(cluster.owner("main"));
      mend(cluster, random);
    }
  },
  /** The owner's node hears the others and is not heard. */
  SILENCE_OWNER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.network().silence(cluster.owner("main"));
      mend(cluster, random);
    }
  },
  /** Two nodes do not hear each other; both hear the third. */
  SEPARATE {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      int one = random.nextInt(cluster.size());
      cluster.network().separate(one, (one + 1) % cluster.size());
      mend(cluster, random);
    }
  },
  /** The owner's node does not reach the journal and the shadows. */
  CUT_OWNER_FROM_SERVER {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.network().cutFromServer(cluster.owner("main"));
      mend(cluster, random);
    }
  },
  /** The owner's node reaches nothing but production and its clients. */
  CUT_OWNER_FROM_ALL {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.network().cutFromAll(cluster.owner("main"));
      mend(cluster, random);
    }
  },
  /** The journal's database ends all connections and takes no new ones. */
  JOURNAL_OUT {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.outage("mori_journal", 500 + random.nextInt(12_000));
    }
  },
  /** So does the session's shadow. */
  SHADOW_OUT {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.outage(cluster.shadowDatabase(), 500 + random.nextInt(6_000));
    }
  },
  /** All connections to journal and shadows are lost at once. */
  COMMON_DROPS {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws SQLException {
      cluster.dropCommonConnections();
    }
  },
  /** Production ends all connections and takes no new ones. */
  PROD_OUT {
    @Override
    void happen(ClusterUnderTest cluster, Random random) throws Exception {
      cluster.prodOutage(500 + random.nextInt(6_000));
    }
  };

  /** Lets it happen and mends it; returns when every node serves clients again. */
  abstract void happen(ClusterUnderTest cluster, Random random) throws Exception;

  private static int other(ClusterUnderTest cluster, Random random) {
    return (cluster.owner("main") + 1 + random.nextInt(cluster.size() - 1)) % cluster.size();
  }

  private static void killAndRestart(ClusterUnderTest cluster, int index, Random random)
      throws Exception {
    cluster.node(index).kill();
    sleep(random.nextInt(20_000));
    cluster.node(index).launch();
    cluster.node(index).awaitReady();
  }

  private static void restart(ClusterUnderTest cluster, int index) throws Exception {
    cluster.node(index).stop();
    cluster.node(index).launch();
    cluster.node(index).awaitReady();
  }

  private static void pause(ClusterUnderTest cluster, int index, int millis) throws Exception {
    cluster.node(index).signal("STOP");
    sleep(millis);
    cluster.node(index).signal("CONT");
  }

  private static void mend(ClusterUnderTest cluster, Random random) throws InterruptedException {
    sleep(500 + random.nextInt(25_000));
    cluster.network().mend();
  }

  private static void sleep(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
  }
}
