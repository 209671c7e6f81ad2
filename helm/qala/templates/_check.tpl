{{/* What would go wrong in the cluster goes wrong here, with a line that says what to do. */}}

{{- define "qala.check" -}}
{{- $values := .Values -}}
{{- if and $values.metrics.podMonitor.enabled $values.metrics.serviceMonitor.enabled -}}
{{- fail "metrics.podMonitor.enabled and metrics.serviceMonitor.enabled: workers would be scraped twice; choose one" -}}
{{- end -}}
{{- with $values.kafka.credentials -}}
{{- if and .existingSecret (or .password .clientSecret) -}}
{{- fail "kafka.credentials.existingSecret: holds what password or clientSecret give as well; choose one" -}}
{{- end -}}
{{- end -}}
{{- if and $values.websub.existingSecret $values.websub.secret -}}
{{- fail "websub.existingSecret and websub.secret: choose one" -}}
{{- end -}}
{{- if and $values.feeds.existingConfigMap $values.feeds.lists -}}
{{- fail "feeds.existingConfigMap and feeds.lists: choose one" -}}
{{- end -}}
{{- if and $values.watch.existingConfigMap $values.watch.list -}}
{{- fail "watch.existingConfigMap and watch.list: choose one" -}}
{{- end -}}
{{- range $role := $values.roles -}}
{{- include "qala.checkRole" (list $ $role) -}}
{{- end -}}
{{- if and (has "ingest" $values.roles) (has "enrich" $values.roles) -}}
  {{- $sent := include "qala.settings" (list . "ingest") | fromJson | dig "sink" "kafka" "records" "records" -}}
  {{- $read := include "qala.settings" (list . "enrich") | fromJson | dig "source" "kafka" "topic" "records" -}}
  {{- if ne $sent $read -}}
    {{- fail (printf "settings: ingest sends to the topic %s (sink.kafka.records) and enrich reads %s (source.kafka.topic); give both one name" $sent $read) -}}
  {{- end -}}
{{- end -}}
{{- end -}}

{{/* (root, role) */}}
{{- define "qala.checkRole" -}}
{{- $root := index . 0 -}}
{{- $role := index . 1 -}}
{{- $values := $root.Values -}}
{{- $own := index $values $role -}}
{{- $settings := include "qala.settings" . | fromJson -}}
{{- $traits := include "qala.traits" $settings | fromJson -}}
{{- $kind := dig "source" "kind" "files" $settings -}}
{{- if eq $kind "files" -}}
{{- fail (printf "%s.settings.source.kind: is files, which end; use feeds or kafka" $role) -}}
{{- end -}}
{{- if and (eq $role "ingest") (or (not $traits.feeds) (not $traits.publishes)) -}}
{{- fail "ingest.settings: this role goes from feeds (source.kind) to kafka (sink.kind)" -}}
{{- end -}}
{{- if and (eq $role "enrich") (ne $kind "kafka") -}}
{{- fail "enrich.settings.source.kind: this role reads kafka" -}}
{{- end -}}
{{- if $traits.feeds -}}
  {{- if not (dig "source" "feeds" "contact" "" $settings) -}}
  {{- fail "settings.source.feeds.contact: is missing; give a URL or mail address that the servers' people can turn to, --set settings.source.feeds.contact=mailto:desk@example.org" -}}
  {{- end -}}
  {{- if not (include "qala.feedFiles" $root | fromJsonArray) -}}
  {{- fail "feeds.lists: is missing; give a list of feeds, --set-file feeds.lists.feeds\\.toml=feeds.toml, or feeds.existingConfigMap" -}}
  {{- end -}}
  {{- if dig "source" "feeds" "once" false $settings -}}
  {{- fail (printf "%s.settings.source.feeds.once: such a worker ends; leave it false" $role) -}}
  {{- end -}}
{{- end -}}
{{- if and $traits.kafka (not (dig "kafka" "bootstrap" list $settings)) -}}
{{- fail (printf "settings.kafka.bootstrap: is missing, and role %s uses Kafka; give brokers, --set settings.kafka.bootstrap={kafka:9092}" $role) -}}
{{- end -}}
{{- if and (or $values.kafka.ca.existingSecret $values.kafka.certificate.existingSecret) (not (dig "kafka" "tls" "enabled" false $settings)) -}}
{{- fail "settings.kafka.tls.enabled: is false, and kafka.ca or kafka.certificate is given; set it to true" -}}
{{- end -}}
{{- $login := include "qala.login" (list $root $settings) -}}
{{- with $values.kafka.credentials -}}
  {{- if and $login (not (or .existingSecret (and (eq $login "password") .password) (and (eq $login "client") .clientSecret))) -}}
  {{- fail (printf "kafka.credentials: settings.kafka.sasl.mechanism needs a %s; give existingSecret%s" (get (dict "password" "password" "token" "token" "client" "client's secret") $login) (get (dict "password" " or password" "token" "" "client" " or clientSecret") $login)) -}}
  {{- end -}}
  {{- if and (or .existingSecret .password .clientSecret) (not $login) -}}
  {{- fail "settings.kafka.sasl.mechanism: is none, and kafka.credentials are given; set the mechanism" -}}
  {{- end -}}
  {{- if and (eq $login "password") (not (dig "kafka" "sasl" "username" "" $settings)) -}}
  {{- fail "settings.kafka.sasl.username: is missing, which the mechanism needs" -}}
  {{- end -}}
{{- end -}}
{{- if and $traits.shared (ne $role "ingest") -}}
{{- fail (printf "%s.settings.source.feeds.shared.enabled: only replicas of the role ingest share feeds" $role) -}}
{{- end -}}
{{- if and $traits.shared $traits.websub -}}
{{- fail "settings.source.feeds.websub.callback: hubs know no replicas, which source.feeds.shared makes; choose one" -}}
{{- end -}}
{{- if and $traits.websub (not (or $values.websub.existingSecret $values.websub.secret)) -}}
{{- fail "websub.secret: is missing, which settings.source.feeds.websub.callback needs; give websub.existingSecret or secret" -}}
{{- end -}}
{{- if and $values.websub.ingress.enabled (ne $role "enrich") (not $traits.websub) -}}
{{- fail "websub.ingress.enabled: is true, and there is no settings.source.feeds.websub.callback" -}}
{{- end -}}
{{- if le (int $own.terminationGracePeriodSeconds) (add (int $own.drainSeconds) 10) -}}
{{- fail (printf "%s.terminationGracePeriodSeconds: %d is not over drainSeconds and 10; the batch in hand would be cut off, allowed: at least %d" $role (int $own.terminationGracePeriodSeconds) (add (int $own.drainSeconds) 11)) -}}
{{- end -}}
{{- if and $traits.local (gt (int $own.replicas) 1) -}}
{{- fail (printf "%s.replicas: %d, and what it remembers is on one volume; allowed: 1" $role (int $own.replicas)) -}}
{{- end -}}
{{- if and $traits.websub (gt (int $own.replicas) 1) -}}
{{- fail (printf "%s.replicas: %d, and hubs know no replicas; allowed: 1" $role (int $own.replicas)) -}}
{{- end -}}
{{- with $own.autoscaling -}}
  {{- if and .keda.enabled .hpa.enabled -}}
  {{- fail (printf "%s.autoscaling: keda and hpa would undo each other's work; enable one" $role) -}}
  {{- end -}}
  {{- if and (or .keda.enabled .hpa.enabled) $traits.local -}}
  {{- fail (printf "%s.autoscaling: what it writes is on one volume; use sink.kind and copies.memory kafka" $role) -}}
  {{- end -}}
  {{- if gt (int .minReplicas) (int .maxReplicas) -}}
  {{- fail (printf "%s.autoscaling.minReplicas: is over maxReplicas" $role) -}}
  {{- end -}}
  {{- if and .keda.enabled (eq $login "token") -}}
  {{- fail (printf "%s.autoscaling.keda.enabled: KEDA can't log in with a token from a file; use hpa, or settings.kafka.sasl.token_url" $role) -}}
  {{- end -}}
{{- end -}}
{{- end -}}
