{{/* What the pods of workers, jobs and tests share. */}}

{{- define "qala.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "qala.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "qala.podHead" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
securityContext:
  {{- include "qala.podSecurity" . | nindent 2 }}
{{- end -}}

{{/* root → the name of the secret with credentials of Kafka, the chart's where it makes one. */}}
{{- define "qala.credentials" -}}
{{- .Values.kafka.credentials.existingSecret | default (include "qala.name" .) -}}
{{- end -}}

{{/* (root, settings, secret) → projections of what Kafka needs; `secret` is where the chart keeps its own. */}}
{{- define "qala.kafkaFiles" -}}
{{- $kafka := (index . 0).Values.kafka -}}
{{- $login := include "qala.login" (list (index . 0) (index . 1)) -}}
{{- with $kafka.ca }}
{{- if .existingSecret }}
- secret: {name: {{ .existingSecret }}, items: [{key: {{ .key | quote }}, path: kafka/ca.crt}]}
{{- end }}
{{- end }}
{{- with $kafka.certificate }}
{{- if .existingSecret }}
- secret:
    name: {{ .existingSecret }}
    items:
      - {key: {{ .certificateKey | quote }}, path: kafka/tls.crt}
      - {key: {{ .privateKey | quote }}, path: kafka/tls.key}
{{- end }}
{{- end }}
{{- with $kafka.credentials }}
{{- $name := .existingSecret | default (index $ 2) }}
{{- if eq $login "password" }}
- secret: {name: {{ $name }}, items: [{key: {{ .passwordKey | quote }}, path: kafka/password}]}
{{- else if eq $login "token" }}
- secret: {name: {{ $name }}, items: [{key: {{ .tokenKey | quote }}, path: kafka/token}]}
{{- end }}
{{- end }}
{{- end -}}

{{/* (root, settings, secret) → variables that hold what no file can. */}}
{{- define "qala.kafkaVariables" -}}
{{- $kafka := (index . 0).Values.kafka -}}
{{- with $kafka.certificate }}
{{- if and .existingSecret .passwordKey }}
- name: QALA_KAFKA__TLS__KEY_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ .existingSecret }}, key: {{ .passwordKey | quote }}}}
{{- end }}
{{- end }}
{{- if eq (include "qala.login" (list (index . 0) (index . 1))) "client" }}
{{- with $kafka.credentials }}
- name: QALA_KAFKA__SASL__CLIENT_SECRET
  valueFrom: {secretKeyRef: {name: {{ .existingSecret | default (index $ 2) }}, key: {{ .clientSecretKey | quote }}}}
{{- end }}
{{- end }}
{{- end -}}

{{/* (root, secret) → the variable of the callbacks' secret. */}}
{{- define "qala.websubVariable" -}}
{{- with (index . 0).Values.websub -}}
- name: QALA_SOURCE__FEEDS__WEBSUB__SECRET
  valueFrom: {secretKeyRef: {name: {{ .existingSecret | default (index $ 1) }}, key: {{ .secretKey | quote }}}}
{{- end -}}
{{- end -}}

{{/* (root, name of the chart's own config map) → projections of the lists of feeds. */}}
{{- define "qala.feedFilesMounted" -}}
- configMap:
    name: {{ (index . 0).Values.feeds.existingConfigMap | default (index . 1) }}
    items:
{{- range include "qala.feedFiles" (index . 0) | fromJsonArray }}
      - {key: {{ . | quote }}, path: {{ printf "feeds/%s" . | quote }}}
{{- end }}
{{- end -}}

{{/* root → what the chart keeps in a secret of its own, as JSON; nothing where others hold all of it. */}}
{{- define "qala.ownSecret" -}}
{{- $own := dict -}}
{{- with .Values.kafka.credentials -}}
{{- if .password -}}{{- $_ := set $own .passwordKey .password -}}{{- end -}}
{{- if .clientSecret -}}{{- $_ := set $own .clientSecretKey .clientSecret -}}{{- end -}}
{{- end -}}
{{- with .Values.websub -}}
{{- if .secret -}}{{- $_ := set $own .secretKey .secret -}}{{- end -}}
{{- end -}}
{{- $own | toJson -}}
{{- end -}}

{{/* (root, settings, secret) → the rest of a container that runs a command of qala for Kafka. */}}
{{- define "qala.hookContainer" -}}
image: {{ include "qala.image" (index . 0) | quote }}
imagePullPolicy: {{ (index . 0).Values.image.pullPolicy }}
securityContext:
  {{- include "qala.security" . | nindent 2 }}
env:
  {{- include "qala.kafkaVariables" . | trim | nindent 2 }}
  {{- if (include "qala.traits" (index . 1) | fromJson).websub }}
  {{- include "qala.websubVariable" (list (index . 0) (index . 2)) | nindent 2 }}
  {{- end }}
resources:
  requests: {cpu: 100m, memory: 256Mi}
  limits: {memory: 512Mi}
workingDir: /tmp
volumeMounts:
  - {name: settings, mountPath: /etc/qala, readOnly: true}
  - {name: tmp, mountPath: /tmp}
{{- end -}}
