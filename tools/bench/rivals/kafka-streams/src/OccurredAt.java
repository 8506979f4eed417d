import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Reads of an engagement what its points need: when it occurred. */
final class OccurredAt {
  private static final JsonFactory JSON = new JsonFactory();

  private OccurredAt() {}

  /** `data.occurredAt` of a structured CloudEvent, epoch ms. The rest of the document is skipped, not built. */
  static long of(byte[] event) {
    try (JsonParser parser = JSON.createParser(event)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) throw new IOException("no object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isData = parser.currentName().equals("data");
        parser.nextToken();
        if (!isData) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean isInstant = parser.currentName().equals("occurredAt");
          parser.nextToken();
          if (isInstant) return Instant.parse(parser.getText()).toEpochMilli();
          parser.skipChildren();
        }
      }
      throw new IOException("data.occurredAt is missing");
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
