package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/Masterminds/semver"
	"sigs.k8s.io/yaml"
)

const notesFile = "templates/NOTES.txt"

// Chart is a chart's folder as Helm loads it.
type Chart struct {
	metadata  map[string]interface{} // Chart.yaml
	values    map[string]interface{} // values.yaml
	templates map[string]string      // by path in the chart
	files     Files                  // everything else
}

func loadChart(folder string) (*Chart, error) {
	chart := &Chart{templates: map[string]string{}, files: Files{}}
	ignored, err := ignoredNames(folder)
	if err != nil {
		return nil, err
	}

	err = filepath.Walk(folder, func(file string, info os.FileInfo, err error) error {
		if err != nil {
			return err
		}

		relative, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}

		if relative != "." && ignored(filepath.ToSlash(relative), info.IsDir()) {
			if info.IsDir() {
				return filepath.SkipDir
			}

			return nil
		}

		if info.IsDir() {
			return nil
		}

		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}

		return chart.add(filepath.ToSlash(relative), text)
	})
	if err != nil {
		return nil, err
	}

	if chart.metadata == nil {
		return nil, fmt.Errorf("%s: no Chart.yaml", folder)
	}

	return chart, nil
}

func (chart *Chart) add(name string, text []byte) error {
	switch {
	case name == "Chart.yaml":
		if err := yaml.Unmarshal(text, &chart.metadata); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	case name == "values.yaml":
		// Helm keeps the chart's own numbers as they are written; those of its users become floats.
		if err := yaml.Unmarshal(text, &chart.values, func(decoder *json.Decoder) *json.Decoder {
			decoder.UseNumber()
			return decoder
		}); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	case strings.HasPrefix(name, "templates/"):
		chart.templates[name] = string(text)
	case name != "values.schema.json" && !strings.HasPrefix(name, "charts/") && !strings.HasPrefix(name, "crds/"):
		chart.files[name] = text
	}

	return nil
}

// The patterns of .helmignore that are plain: a name, a folder with a slash behind it, or a shell pattern of a base name or a path.
func ignoredNames(folder string) (func(name string, isFolder bool) bool, error) {
	text, err := os.ReadFile(filepath.Join(folder, ".helmignore"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}

	var patterns []string
	for _, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "!") || strings.Contains(line, "**") {
			return nil, fmt.Errorf(".helmignore: %q is more than this program understands", line)
		}

		if line != "" && !strings.HasPrefix(line, "#") {
			patterns = append(patterns, line)
		}
	}

	return func(name string, isFolder bool) bool {
		for _, pattern := range patterns {
			if strings.HasSuffix(pattern, "/") && !isFolder {
				continue
			}

			subject := path.Base(name)
			if strings.Contains(strings.TrimSuffix(pattern, "/"), "/") {
				subject = name
			}

			if matched, _ := path.Match(strings.Trim(pattern, "/"), subject); matched {
				return true
			}
		}

		return false
	}, nil
}

func (chart *Chart) checkKubeVersion(kubeVersion string) error {
	wanted, _ := chart.metadata["kubeVersion"].(string)
	if wanted == "" {
		return nil
	}

	constraint, err := semver.NewConstraint(wanted)
	if err != nil {
		return fmt.Errorf("Chart.yaml: kubeVersion: %w", err)
	}

	version, err := semver.NewVersion(kubeVersion)
	if err != nil {
		return fmt.Errorf("%s: %w", kubeVersion, err)
	}

	if !constraint.Check(version) {
		return fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", wanted, kubeVersion)
	}

	return nil
}

func (chart *Chart) coalesce(given []string) (map[string]interface{}, error) {
	user := map[string]interface{}{}
	for _, text := range given {
		next := map[string]interface{}{}
		if err := yaml.Unmarshal([]byte(text), &next); err != nil {
			return nil, fmt.Errorf("failed to parse values: %w", err)
		}

		user = over(user, next)
	}

	return withDefaults(user, chart.values), nil
}

// What a later file says replaces what an earlier one says, maps by key.
func over(below, above map[string]interface{}) map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range below {
		result[key] = value
	}

	for key, value := range above {
		first, isMap := result[key].(map[string]interface{})
		second, isMapToo := value.(map[string]interface{})
		if isMap && isMapToo {
			result[key] = over(first, second)
		} else {
			result[key] = value
		}
	}

	return result
}

// The chart's defaults below what users say; null takes a default away.
func withDefaults(user, defaults map[string]interface{}) map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range defaults {
		result[key] = value
	}

	for key, value := range user {
		below, isMap := result[key].(map[string]interface{})
		above, isMapToo := value.(map[string]interface{})
		switch {
		case value == nil && hasKey(defaults, key):
			delete(result, key)
		case isMap && isMapToo:
			result[key] = withDefaults(above, below)
		default:
			result[key] = value
		}
	}

	return result
}

func hasKey(values map[string]interface{}, key string) bool {
	_, found := values[key]
	return found
}
