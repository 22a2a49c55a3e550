{{/* What Helm puts on every object of a release. */}}
{{- define "lustre-operator.helmLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* What the operator's pods are known by. */}}
{{- define "lustre-operator.selectorLabels" -}}
app.kubernetes.io/name: lustre-operator
{{- end -}}

{{- define "lustre-operator.labels" -}}
{{ include "lustre-operator.helmLabels" . }}
{{ include "lustre-operator.selectorLabels" . }}
app.kubernetes.io/part-of: lustre-operator
{{- end -}}

{{/* What the agents' pods of one host are known by. Of a dict: root, host. */}}
{{- define "lustre-operator.agentSelectorLabels" -}}
app.kubernetes.io/name: lustre-agent
lustre-operator.dev/host: {{ .host.name | quote }}
{{- end -}}

{{- define "lustre-operator.agentLabels" -}}
{{ include "lustre-operator.helmLabels" .root }}
{{ include "lustre-operator.agentSelectorLabels" . }}
app.kubernetes.io/part-of: lustre-operator
{{- end -}}

{{/* What outlives the release, and what the list of hosts no longer names. */}}
{{- define "lustre-operator.keep" -}}
helm.sh/resource-policy: keep
{{- end -}}

{{/*
The objects of a file that charts/sync.sh brought from deploy/ or crds/, in the release's namespace and with Helm's labels. Of a dict: root, file, and
keep for what outlives the release.
*/}}
{{- define "lustre-operator.objects" -}}
{{- $root := .root -}}
{{- range regexSplit "(?m)^---\\s*$" ($root.Files.Get .file | required (printf "the chart has no %s" .file)) -1 }}
{{- with fromYaml . }}
{{- $object := . }}
{{- $_ := set $object.metadata "labels" (merge (include "lustre-operator.helmLabels" $root | fromYaml) ($object.metadata.labels | default dict)) }}
{{- if $.keep }}
{{- $_ := set $object.metadata "annotations" (merge (include "lustre-operator.keep" $root | fromYaml) ($object.metadata.annotations | default dict)) }}
{{- end }}
{{- if hasKey $object.metadata "namespace" }}
{{- $_ := set $object.metadata "namespace" $root.Release.Namespace }}
{{- end }}
{{- range $object.subjects }}
{{- $_ := set . "namespace" $root.Release.Namespace }}
{{- end }}
---
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The rules of a container that can do nothing but compute and talk. */}}
{{- define "lustre-operator.restrictedContainer" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "lustre-operator.restrictedPod" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* The environment that the operator and its check need. */}}
{{- define "lustre-operator.env" -}}
# Where the Leases are: the namespace that this is installed in.
- {name: LUSTRE_OPERATOR_NAMESPACE, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}}
# Its sockets would need a writable /tmp.
- {name: DOTNET_EnableDiagnostics, value: '0'}
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The arguments for logs. Of values with logLevel and logFormat. */}}
{{- define "lustre-operator.logArgs" -}}
{{- with .logLevel }}
- --log-level
- {{ . }}
{{- end }}
{{- with .logFormat }}
- --log-format
- {{ . }}
{{- end }}
{{- end -}}
