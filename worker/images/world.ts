/** Official images of Docker Hub that a learner's manifest may name and that have no program here. */
const OFFICIAL = new Set(
  `adminer almalinux amazonlinux archlinux bash caddy cassandra centos clojure cockroachdb composer consul couchbase couchdb
  docker drupal eclipse-mosquitto eclipse-temurin elasticsearch elixir erlang fedora flink fluentd gcc ghost golang gradle
  groovy haproxy haskell hello-world influxdb jenkins jetty joomla julia kibana kong logstash mariadb maven mediawiki
  memcached mongo mongo-express mysql nats neo4j nextcloud node odoo openjdk oraclelinux perl php postgres pypy python r-base
  rabbitmq redis redmine rockylinux ruby rust solr sonarqube spark storm swift telegraf tomcat traefik vault varnish
  wordpress zookeeper`.split(/\s+/),
);

/**
 * Whether somebody may have published this repository. Of Docker Hub's official images we know the names; a repository of
 * an organisation or of another registry is taken to be there, since a learner's own is not ours to know.
 */
export function isRepositoryOfTheWorld(repository: string): boolean {
  const official = /^docker\.io\/library\/([^/]+)$/.exec(repository);
  return official
    ? OFFICIAL.has(official[1]!)
    : repository.split("/").length >= 3 || !repository.startsWith("docker.io/");
}
