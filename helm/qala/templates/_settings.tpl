{{/*
The settings of a role: the defaults of the chart, what the user sets, then what only the chart
knows, such as where it mounts a file. The schema of the values lets nobody set the last.
*/}}

{{/* (root, role) → the settings as JSON. */}}
{{- define "qala.settings" -}}
{{- $root := index . 0 -}}
{{- $role := index . 1 -}}
{{- $values := $root.Values -}}
{{- $own := index $values $role -}}
{{- $set := mergeOverwrite (dict "log" (dict "format" "json")) (deepCopy $values.settings) (deepCopy $own.settings) -}}
{{- $chart := dict "role" $role "http" (dict "host" "0.0.0.0" "port" 9400) -}}
{{- $kind := dig "source" "kind" "files" $set -}}
{{- if eq $kind "feeds" -}}
  {{- $feeds := dict "state" "/var/lib/qala/feeds.db" -}}
  {{- if not (dig "source" "feeds" "shared" "enabled" false $set) -}}
    {{- $lists := list -}}
    {{- range include "qala.feedFiles" $root | fromJsonArray -}}
      {{- $lists = append $lists (printf "feeds/%s" .) -}}
    {{- end -}}
    {{- $_ := set $feeds "lists" $lists -}}
  {{- end -}}
  {{- if dig "source" "feeds" "websub" "callback" "" $set -}}
    {{- $_ := set $feeds "websub" (dict "host" "0.0.0.0") -}}
  {{- end -}}
  {{- $_ := set $chart "source" (dict "feeds" $feeds) -}}
{{- else if hasKey $set "source" -}}
  {{- /* What all roles are given of feeds is nothing to one that polls none. */ -}}
  {{- $_ := unset $set.source "feeds" -}}
{{- end -}}
{{- $sink := dig "sink" "kind" "sqlite" $set -}}
{{- if eq $sink "sqlite" -}}
  {{- $_ := set $chart "sink" (dict "sqlite" (dict "path" "/var/lib/qala/qala.db")) -}}
{{- else if eq $sink "jsonl" -}}
  {{- $_ := set $chart "sink" (dict "jsonl" (dict "path" "/var/lib/qala/events.jsonl")) -}}
{{- end -}}
{{- if eq (dig "copies" "memory" "run" $set) "sqlite" -}}
  {{- $_ := set $chart "copies" (dict "path" "/var/lib/qala/copies.db") -}}
{{- end -}}
{{- if and (ne $role "ingest") (or $values.watch.list $values.watch.existingConfigMap) -}}
  {{- $_ := set $chart "watch" (dict "list" (printf "watch/%s" $values.watch.key)) -}}
{{- end -}}
{{- $kafka := dict -}}
{{- with $values.kafka.ca -}}
  {{- if .existingSecret -}}{{- $_ := set $kafka "tls" (dict "ca_file" "kafka/ca.crt") -}}{{- end -}}
{{- end -}}
{{- if $values.kafka.certificate.existingSecret -}}
  {{- $tls := mergeOverwrite (dig "tls" dict $kafka) (dict "certificate_file" "kafka/tls.crt" "key_file" "kafka/tls.key") -}}
  {{- $_ := set $kafka "tls" $tls -}}
{{- end -}}
{{- $login := include "qala.login" (list $root $set) -}}
{{- if eq $login "password" -}}
  {{- $_ := set $kafka "sasl" (dict "password_file" "kafka/password") -}}
{{- else if eq $login "token" -}}
  {{- $_ := set $kafka "sasl" (dict "token_file" "kafka/token") -}}
{{- end -}}
{{- if $kafka -}}{{- $_ := set $chart "kafka" $kafka -}}{{- end -}}
{{- mergeOverwrite $set $chart | toJson -}}
{{- end -}}

{{/* (root, settings) → how a worker logs in: `password`, `token`, `client`, or nothing. */}}
{{- define "qala.login" -}}
{{- $sasl := dig "kafka" "sasl" dict (index . 1) -}}
{{- $mechanism := dig "mechanism" "none" $sasl -}}
{{- if has $mechanism (list "PLAIN" "SCRAM-SHA-256" "SCRAM-SHA-512") -}}
password
{{- else if eq $mechanism "OAUTHBEARER" -}}
{{- if dig "token_url" "" $sasl -}}client{{- else -}}token{{- end -}}
{{- end -}}
{{- end -}}

{{/* root → the names of the lists of feeds, as JSON. */}}
{{- define "qala.feedFiles" -}}
{{- if .Values.feeds.existingConfigMap -}}
{{- .Values.feeds.keys | toJson -}}
{{- else -}}
{{- keys .Values.feeds.lists | sortAlpha | toJson -}}
{{- end -}}
{{- end -}}

{{/* settings → what they make of the pod, as JSON: whether it uses `kafka`, sends to it, has `local` files, … */}}
{{- define "qala.traits" -}}
{{- $source := dig "source" "kind" "files" . -}}
{{- $sink := dig "sink" "kind" "sqlite" . -}}
{{- $memory := dig "copies" "memory" "run" . -}}
{{- $feeds := eq $source "feeds" -}}
{{- $shared := and $feeds (dig "source" "feeds" "shared" "enabled" false .) -}}
{{- dict
  "feeds" $feeds
  "shared" $shared
  "publishes" (eq $sink "kafka")
  "kafka" (or (eq $source "kafka") (eq $sink "kafka") (eq $memory "kafka"))
  "local" (or (and $feeds (not $shared)) (ne $sink "kafka") (eq $memory "sqlite"))
  "websub" (and $feeds (ne (dig "source" "feeds" "websub" "callback" "" .) ""))
  | toJson -}}
{{- end -}}

{{/* (path, table) → TOML. Plain keys come before tables, as TOML wants them. */}}
{{- define "qala.toml" -}}
{{- $at := index . 0 -}}
{{- $table := index . 1 -}}
{{- range $key, $value := $table -}}
{{- if not (kindIs "map" $value) }}
{{ $key }} = {{ include "qala.value" $value }}
{{- end -}}
{{- end -}}
{{- range $key, $value := $table -}}
{{- if kindIs "map" $value }}
{{- $name := append $at $key }}

[{{ join "." $name }}]
{{- include "qala.toml" (list $name $value) }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A number comes here as a float; one without a fraction must not look like it. */}}
{{- define "qala.value" -}}
{{- if kindIs "float64" . -}}
{{- if eq . (floor .) -}}{{- printf "%.0f" . -}}{{- else -}}{{- . -}}{{- end -}}
{{- else if kindIs "slice" . -}}
[{{- range $at, $each := . -}}{{- if $at }}, {{ end -}}{{- include "qala.value" $each -}}{{- end -}}]
{{- else -}}
{{- toJson . -}}
{{- end -}}
{{- end -}}

{{/* (root, role) → the settings file. */}}
{{- define "qala.file" -}}
{{- include "qala.toml" (list list (include "qala.settings" . | fromJson)) | trim }}
{{ end -}}
