package main

import (
	"encoding/base64"
	"encoding/json"
	"path"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/semver"
	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

// Sprig's functions without those that reach the machine, and Helm's own.
func (engine *Engine) functions() template.FuncMap {
	functions := sprig.TxtFuncMap()
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(functions, name)
	}

	functions["toYaml"] = toYaml
	functions["fromYaml"] = fromYaml
	functions["fromYamlArray"] = fromYamlArray
	functions["toJson"] = toJSON
	functions["fromJson"] = fromJSON
	functions["required"] = required
	functions["include"] = engine.include
	functions["tpl"] = engine.tpl
	functions["lookup"] = engine.lookup
	return functions
}

func toYaml(value interface{}) string {
	text, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}

	return strings.TrimSuffix(string(text), "\n")
}

func fromYaml(text string) map[string]interface{} {
	value := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		value["Error"] = err.Error()
	}

	return value
}

func fromYamlArray(text string) []interface{} {
	var value []interface{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		value = []interface{}{err.Error()}
	}

	return value
}

func toJSON(value interface{}) string {
	text, err := json.Marshal(value)
	if err != nil {
		return ""
	}

	return string(text)
}

func fromJSON(text string) map[string]interface{} {
	value := map[string]interface{}{}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		value["Error"] = err.Error()
	}

	return value
}

// Files is what a chart has beside its templates, for `.Files`.
type Files map[string][]byte

// GetBytes is the content of a file, empty where there is none.
func (files Files) GetBytes(name string) []byte { return files[name] }

// Get is the text of a file, empty where there is none.
func (files Files) Get(name string) string { return string(files[name]) }

// Glob are the files whose path matches; a star does not cross a slash.
func (files Files) Glob(pattern string) Files {
	found := Files{}
	for name, content := range files {
		if matched, _ := path.Match(pattern, name); matched {
			found[name] = content
		}
	}

	return found
}

// Lines are the lines of a file.
func (files Files) Lines(name string) []string {
	if files[name] == nil {
		return []string{}
	}

	return strings.Split(strings.TrimSuffix(string(files[name]), "\n"), "\n")
}

// AsConfig is the data of a ConfigMap, by base name.
func (files Files) AsConfig() string {
	data := map[string]string{}
	for name, content := range files {
		data[path.Base(name)] = string(content)
	}

	return toYaml(data)
}

// AsSecrets is the data of a Secret, by base name.
func (files Files) AsSecrets() string {
	data := map[string]string{}
	for name, content := range files {
		data[path.Base(name)] = base64.StdEncoding.EncodeToString(content)
	}

	return toYaml(data)
}

// Capabilities is what the cluster can do, for `.Capabilities`.
type Capabilities struct {
	KubeVersion KubeVersion
	APIVersions VersionSet
	HelmVersion map[string]string
}

// KubeVersion is the version of the API server.
type KubeVersion struct{ Version, Major, Minor, GitVersion string }

func (version KubeVersion) String() string { return version.Version }

// VersionSet are the group/version and group/version/Kind that are served.
type VersionSet []string

// Has says whether one is served.
func (versions VersionSet) Has(version string) bool {
	index := sort.SearchStrings(versions, version)
	return index < len(versions) && versions[index] == version
}

func newCapabilities(kubeVersion string, apiVersions []string) *Capabilities {
	served := append(VersionSet{"v1", "apps/v1", "rbac.authorization.k8s.io/v1"}, apiVersions...)
	sort.Strings(served)
	version := KubeVersion{Version: kubeVersion, GitVersion: kubeVersion}
	if parsed, err := semver.NewVersion(kubeVersion); err == nil {
		version.Major, version.Minor = toJSON(parsed.Major()), toJSON(parsed.Minor())
	}

	return &Capabilities{KubeVersion: version, APIVersions: served, HelmVersion: map[string]string{"Version": "v3.18.0"}}
}
