package delta.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Judges the records of one topic: sealed by its province, a CloudEvent, fitting its schema, and saying what key and headers say. */
final class Judge {
  private static final Map<String, String> PROVINCES = Map.of("sh", "310000", "js", "320000", "zj", "330000", "ah", "340000");
  private static final Map<String, String> NAMES = Map.of("archive", "archive-item", "relationship", "relationship", "list", "list-entry", "rejected", "rejection");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String topic;
  private final int partitions;
  private final Map<String, JsonSchema> schemas;
  private final Opener opener;
  private final String province;
  private final String name;
  private final boolean bySubject;

  Judge(String topic, int partitions, Map<String, JsonSchema> schemas, Opener opener) {
    String[] parts = topic.split("\\.");
    this.topic = topic;
    this.partitions = partitions;
    this.schemas = schemas;
    this.opener = opener;
    province = PROVINCES.get(parts[2]);
    name = NAMES.get(parts[1]);
    bySubject = !parts[1].equals("rejected");
  }

  /** Returns for a good record; Refused with a code and a place for any other. */
  void judge(ConsumerRecord<byte[], byte[]> record) throws Refused {
    byte[] key = record.key() == null ? new byte[0] : record.key();
    Map<String, byte[]> headers = headersOf(record);
    expect(opener.open(topic, key, headers, record.value()).province().equals(province), "PROVINCE seal");
    CloudEvent event = eventOf(record);
    if (bySubject) {
      byte[] digest = Merkle.sha256().digest(event.getSubject().getBytes(StandardCharsets.UTF_8));
      expect(Integer.remainderUnsigned(ByteBuffer.wrap(digest).getInt(), partitions) == record.partition(), "PARTITION ce_subject");
    }
    if (record.value() == null) return;
    JsonNode value = valueOf(record.value());
    Set<ValidationMessage> misfits = schemas.get(event.getDataSchema().toString()).validate(value);
    if (!misfits.isEmpty()) throw new Refused("SCHEMA " + misfits.iterator().next().getInstanceLocation());
    String version = text(headers, "delta-version");
    String id = value.get("recordId").asText();
    expect(value.get("province").asText().equals(province), "PROVINCE value");
    expect(id.equals(new String(key, StandardCharsets.UTF_8)), "KEY recordId");
    expect(version.equals(value.get("version").asText()), "VERSION delta-version");
    expect(event.getId().equals(id + "." + version), "ID ce_id");
    expect(text(headers, "delta-seq").matches("\\d+"), "SEQ delta-seq");
  }

  private static Map<String, byte[]> headersOf(ConsumerRecord<byte[], byte[]> record) throws Refused {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : record.headers()) expect(!headers.containsKey(header.key()) && headers.put(header.key(), header.value()) == null, "HEADERS twice");
    return headers;
  }

  private CloudEvent eventOf(ConsumerRecord<byte[], byte[]> record) throws Refused {
    CloudEvent event;
    try {
      event = KafkaMessageFactory.createReader(record).toEvent();
    } catch (CloudEventRWException | IllegalStateException bad) {
      throw new Refused("CLOUDEVENT " + bad.getClass().getSimpleName());
    }
    expect(event.getSpecVersion() == SpecVersion.V1 && "application/json".equals(event.getDataContentType()), "CLOUDEVENT specversion");
    expect(event.getType().equals("cn.delta.credit." + name + ".v1"), "CLOUDEVENT type");
    expect(event.getDataSchema() != null && event.getDataSchema().toString().contains("/" + name + ".v1.") && schemas.containsKey(event.getDataSchema().toString()), "CLOUDEVENT dataschema");
    expect(event.getSubject() != null && event.getTime() != null && event.getTime().getOffset().equals(ZoneOffset.UTC), "CLOUDEVENT subject");
    return event;
  }

  private static JsonNode valueOf(byte[] value) throws Refused {
    try {
      return JSON.readTree(value);
    } catch (IOException notJson) {
      throw new Refused("JSON value");
    }
  }

  private static String text(Map<String, byte[]> headers, String name) {
    return headers.containsKey(name) ? new String(headers.get(name), StandardCharsets.UTF_8) : "";
  }

  private static void expect(boolean holds, String what) throws Refused {
    if (!holds) throw new Refused(what);
  }
}
