package dev.mori.conformance.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** {@code scripts/faults}: a cluster at work while things go wrong, and what its clients saw. */
public final class FaultsMain {
  private FaultsMain() {}

  /**
   * Arguments: {@code --minutes N} (default 5), {@code --seed N} (default 1), {@code --only
   * FAULT,FAULT} (default all), {@code --broken true} for nodes that break a rule.
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> options =
        new TreeMap<>(Map.of("--minutes", "5", "--seed", "1", "--only", "", "--broken", "false"));
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length || options.replace(args[i], args[i + 1]) == null) {
        throw new IllegalArgumentException(
            "expected --minutes N, --seed N, --only FAULT,FAULT or --broken true, found "
                + args[i]);
      }
    }
    Result result;
    try (ClusterUnderTest cluster =
        Boolean.parseBoolean(options.get("--broken"))
            ? ClusterUnderTest.startBroken(3, Crew.SCHEMA)
            : ClusterUnderTest.start(3, Crew.SCHEMA)) {
      result =
          run(
              cluster,
              TimeUnit.MINUTES.toNanos(Long.parseLong(options.getOrDefault("--minutes", ""))),
              Long.parseLong(options.getOrDefault("--seed", "")),
              kinds(options.getOrDefault("--only", "")));
    }
    result.anomalies().stream().limit(20).forEach(System.out::println);
    result.stalls().forEach(System.out::println);
    System.out.println("errors clients got, by SQLSTATE: " + result.errors());
    System.out.println("faults: " + result.kinds());
    System.out.println(
        "operations="
            + result.operations()
            + " faults="
            + result.kinds().values().stream().mapToInt(Integer::intValue).sum()
            + " anomalies="
            + result.anomalies().size()
            + " longest_stall_ms="
            + result.longestMillis());
    Runtime.getRuntime().exit(result.anomalies().isEmpty() ? 0 : 1);
  }

  private static List<Fault> kinds(String names) {
    return names.isEmpty()
        ? List.of(Fault.values())
        : Arrays.stream(names.split(",", -1)).map(Fault::valueOf).toList();
  }

  /**
   * What came of a run.
   *
   * @param operations acknowledged ones
   * @param kinds how often each fault happened
   * @param anomalies what cannot have happened
   * @param errors what clients were told, by SQLSTATE
   * @param stalls when clients had to try for long
   * @param longestMillis the longest time a client had to try
   */
  record Result(
      long operations,
      Map<Fault, Integer> kinds,
      List<String> anomalies,
      Map<String, Integer> errors,
      List<String> stalls,
      long longestMillis) {}

  /** Runs for so long, every kind of fault once before any comes again. */
  static Result run(ClusterUnderTest cluster, long nanos, long seed, List<Fault> faults)
      throws Exception {
    Random random = new Random(seed);
    Map<Fault, Integer> kinds = new TreeMap<>();
    Crew crew = new Crew(cluster);
    crew.begin(seed);
    long begin = System.nanoTime();
    long end = begin + nanos;
    List<Fault> left = new ArrayList<>();
    while (System.nanoTime() < end) {
      if (left.isEmpty()) {
        left.addAll(faults);
      }
      Fault fault = left.remove(random.nextInt(left.size()));
      System.out.println(
          "second " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + ": " + fault);
      fault.happen(cluster, random);
      cluster.awaitService();
      kinds.merge(fault, 1, Integer::sum);
      TimeUnit.MILLISECONDS.sleep(2_000 + random.nextInt(8_000));
    }
    TimeUnit.SECONDS.sleep(15);
    crew.end();
    List<String> anomalies = new ArrayList<>(crew.anomalies());
    anomalies.addAll(CounterChecker.check(crew.history()));
    return new Result(
        crew.operations(),
        kinds,
        anomalies,
        new TreeMap<>(crew.errors()),
        crew.stalls(),
        crew.longestMillis());
  }
}
