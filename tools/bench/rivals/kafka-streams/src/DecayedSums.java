import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/**
 * One decayed sum per lead with Kafka Streams. Settings come as a properties file; those that begin with `bench.` are this program's own: the
 * topics, the points of an event, their half-life, and the file that the sums go to when the program is asked to end.
 */
public final class DecayedSums {
  private static final String STORE = "sums";

  private DecayedSums() {}

  public static void main(String[] args) throws Exception {
    Properties settings = new Properties();
    try (var reader = Files.newBufferedReader(Path.of(args[0]))) {
      settings.load(reader);
    }
    String from = settings.getProperty("bench.topic");
    String to = settings.getProperty("bench.output");
    double points = Double.parseDouble(settings.getProperty("bench.points"));
    double halfLifeMs = Double.parseDouble(settings.getProperty("bench.halfLifeMs"));

    StreamsBuilder builder = new StreamsBuilder();
    // Keys stay bytes: they are only compared and written on.
    builder.stream(from, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .groupByKey(Grouped.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .aggregate(
            () -> null,
            (lead, event, sum) -> {
              long at = OccurredAt.of(event);
              return sum == null ? new Decayed(points, at) : sum.plus(points, at, halfLifeMs);
            },
            Materialized.<byte[], Decayed, KeyValueStore<Bytes, byte[]>>as(STORE)
                .withKeySerde(Serdes.ByteArray())
                .withValueSerde(Decayed.serde())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of()))
        .toStream()
        .to(to, Produced.with(Serdes.ByteArray(), Decayed.serde()));

    KafkaStreams streams = new KafkaStreams(builder.build(settings), settings);
    streams.setUncaughtExceptionHandler(
        error -> {
          error.printStackTrace();
          Runtime.getRuntime().halt(1);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    streams.setStateListener((state, before) -> System.out.println("STATE " + state));
    Path file = Path.of(settings.getProperty("bench.sums"));
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    writeSums(streams, file);
                  } catch (Exception error) {
                    error.printStackTrace();
                  }
                  streams.close();
                  ended.countDown();
                }));
    streams.start();
    ended.await();
  }

  /** A line per lead: its id, its sum, and the instant that it is of. */
  private static void writeSums(KafkaStreams streams, Path file) throws Exception {
    var store =
        streams.store(
            StoreQueryParameters.fromNameAndType(
                STORE, QueryableStoreTypes.<byte[], Decayed>keyValueStore()));
    try (BufferedWriter out = Files.newBufferedWriter(file);
        var all = store.all()) {
      while (all.hasNext()) {
        var entry = all.next();
        String lead = new String(entry.key, StandardCharsets.UTF_8);
        out.write(lead + " " + entry.value.sum() + " " + entry.value.atMs() + "\n");
      }
    }
  }
}
