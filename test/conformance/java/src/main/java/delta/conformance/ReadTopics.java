package delta.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads every record topic from its beginning to its present end as a foreign participant would: kafka-clients, networknt's JSON Schema, the CloudEvents SDK, Nimbus JOSE.
 * Arguments by name: --vectors FOLDER, --schemas FOLDER, and for the topics --kafka HOST:PORT --directory FILE|URL --keeper KEY.jwk. Values never appear in what is printed.
 * The last line counts topics and files of vectors.
 */
public final class ReadTopics {
  private static final Pattern TOPICS = Pattern.compile("delta\\.(archive|relationship|list|rejected)\\.(sh|js|zj|ah)\\.v1");
  private static final ObjectMapper JSON = new ObjectMapper();

  private int passed;
  private int failed;
  private int skipped;

  private ReadTopics() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) options.put(arguments[i].substring(2), arguments[i + 1]);
    ReadTopics run = new ReadTopics();
    run.vectors(Path.of(options.getOrDefault("vectors", "packages/seal/vectors")));
    if (options.containsKey("kafka")) run.topics(options);
    System.out.printf("%d passed, %d failed, %d skipped%n", run.passed, run.failed, run.skipped);
    System.exit(run.failed > 0 || run.passed == 0 ? 1 : 0);
  }

  private void vectors(Path folder) throws IOException, Refused {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        Vectors checked = Vectors.check(file);
        System.out.printf("%s: %d expectations hold, %d do not%n", file.getFileName(), checked.passed, checked.faults.size());
        checked.faults.forEach(fault -> System.out.println("  " + fault));
        if (checked.faults.isEmpty()) passed += 1;
        else failed += 1;
      }
    }
  }

  private void topics(Map<String, String> options) throws Exception {
    double started = System.currentTimeMillis() / 1_000.0;
    JsonNode keeper = JSON.readTree(fetch(options.get("keeper")));
    Opener opener = new Opener(new Directory(fetch(options.get("directory")), keeper, started), () -> System.currentTimeMillis() / 1_000.0);
    Map<String, JsonSchema> schemas = readSchemas(Path.of(options.getOrDefault("schemas", "schema/records")));
    long total = 0;
    Map<String, Object> settings = Map.of("bootstrap.servers", options.get("kafka"), "enable.auto.commit", false, "isolation.level", "read_committed", "auto.offset.reset", "none", "fetch.max.wait.ms", 50);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (Map.Entry<String, List<PartitionInfo>> topic : new TreeMap<>(consumer.listTopics()).entrySet()) {
        if (TOPICS.matcher(topic.getKey()).matches()) total += topic(consumer, topic.getKey(), topic.getValue().size(), schemas, opener);
      }
    }
    System.out.printf("%d records in %.1f s%n", total, System.currentTimeMillis() / 1_000.0 - started);
  }

  private long topic(KafkaConsumer<byte[], byte[]> consumer, String topic, int partitions, Map<String, JsonSchema> schemas, Opener opener) {
    Judge judge = new Judge(topic, partitions, schemas, opener);
    Map<String, Long> refusals = new TreeMap<>();
    long records = 0;
    List<TopicPartition> places = Stream.iterate(0, n -> n + 1).limit(partitions).map(n -> new TopicPartition(topic, n)).toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(places);
    consumer.assign(places);
    consumer.seekToBeginning(places);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (places.stream().anyMatch(place -> consumer.position(place) < ends.get(place))) {
      if (System.nanoTime() > deadline) throw new IllegalStateException(topic + ": nothing comes");
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        deadline = System.nanoTime() + 60_000_000_000L;
        if (record.offset() >= ends.get(new TopicPartition(topic, record.partition()))) continue;
        records += 1;
        try {
          judge.judge(record);
        } catch (Refused refusal) {
          if (refusals.merge(refusal.getMessage(), 1L, Long::sum) == 1) System.out.printf("  %s [%d] @%d: %s%n", topic, record.partition(), record.offset(), refusal.getMessage());
        }
      }
    }
    long refused = refusals.values().stream().mapToLong(Long::longValue).sum();
    StringBuilder why = new StringBuilder();
    refusals.forEach((code, n) -> why.append(", ").append(n).append(' ').append(code));
    System.out.printf("%s: %d records, %d refused%s%n", topic, records, refused, why);
    if (records == 0) skipped += 1;
    else if (refused == 0) passed += 1;
    else failed += 1;
    return records;
  }

  private static Map<String, JsonSchema> readSchemas(Path folder) throws IOException {
    Map<String, String> texts = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".schema.json")).toList()) {
        String text = Files.readString(file);
        texts.put(JSON.readTree(text).get("$id").asText(), text);
      }
    }
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
    Map<String, JsonSchema> schemas = new HashMap<>();
    for (String id : texts.keySet()) schemas.put(id, factory.getSchema(SchemaLocation.of(id)));
    return schemas;
  }

  private static String fetch(String place) throws IOException, InterruptedException {
    if (!place.startsWith("http://") && !place.startsWith("https://")) return Files.readString(Path.of(place));
    HttpRequest request = HttpRequest.newBuilder(URI.create(place)).timeout(Duration.ofSeconds(10)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
