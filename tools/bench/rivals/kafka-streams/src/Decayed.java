import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** A sum that fades by half in each half-life, and the instant that it is of, epoch ms. Sixteen bytes in the store. */
record Decayed(double sum, long atMs) {
  /** With points of another instant, before or after this one. */
  Decayed plus(double points, long occurredAtMs, double halfLifeMs) {
    if (occurredAtMs >= atMs) {
      return new Decayed(sum * left(occurredAtMs - atMs, halfLifeMs) + points, occurredAtMs);
    }
    return new Decayed(sum + points * left(atMs - occurredAtMs, halfLifeMs), atMs);
  }

  private static double left(long ageMs, double halfLifeMs) {
    return Math.pow(2, -ageMs / halfLifeMs);
  }

  static Serde<Decayed> serde() {
    Serializer<Decayed> out =
        (topic, value) ->
            value == null
                ? null
                : ByteBuffer.allocate(16).putDouble(value.sum).putLong(value.atMs).array();
    Deserializer<Decayed> in =
        (topic, bytes) -> {
          if (bytes == null) return null;
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new Decayed(buffer.getDouble(), buffer.getLong());
        };
    return Serdes.serdeFrom(out, in);
  }
}
