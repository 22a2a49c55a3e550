package main

import (
	"errors"
	"fmt"
	"path"
	"sort"
	"strings"
	"text/template"
)

// Deeper than any template of sense includes another, and long before the stack ends.
const includeDepth = 1000

// Engine renders the templates of one chart for one request.
type Engine struct {
	chart   *Chart
	scope   map[string]interface{}
	objects []map[string]interface{}
	root    *template.Template
	depth   map[string]int
}

func newEngine(chart *Chart, request *Request, values map[string]interface{}) *Engine {
	metadata := map[string]interface{}{"IsRoot": true}
	for key, value := range chart.metadata {
		// Templates see Helm's own type, whose fields begin with a capital letter.
		name := strings.ToUpper(key[:1]) + key[1:]
		if key == "apiVersion" {
			name = "APIVersion"
		}

		metadata[name] = value
	}

	revision := 1
	if request.IsUpgrade {
		revision = 2
	}

	return &Engine{
		chart:   chart,
		objects: request.Objects,
		depth:   map[string]int{},
		scope: map[string]interface{}{
			"Chart":        metadata,
			"Files":        chart.files,
			"Values":       values,
			"Capabilities": newCapabilities(request.KubeVersion, request.APIVersions),
			"Release": map[string]interface{}{
				"Name":      request.Release,
				"Namespace": request.Namespace,
				"IsInstall": !request.IsUpgrade,
				"IsUpgrade": request.IsUpgrade,
				"Revision":  revision,
				"Service":   "Helm",
			},
		},
	}
}

func (engine *Engine) render() (map[string]string, error) {
	engine.root = template.New("chart").Option("missingkey=zero")
	engine.root.Funcs(engine.functions())
	names := make([]string, 0, len(engine.chart.templates))
	for name := range engine.chart.templates {
		names = append(names, name)
	}

	sort.Strings(names)
	for _, name := range names {
		if _, err := engine.root.New(engine.path(name)).Parse(engine.chart.templates[name]); err != nil {
			return nil, err
		}
	}

	rendered := map[string]string{}
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}

		text, err := engine.execute(engine.root, engine.path(name), engine.scopeOf(name))
		if err != nil {
			return nil, err
		}

		rendered[name] = text
	}

	return rendered, nil
}

func (engine *Engine) path(name string) string {
	return fmt.Sprintf("%v/%s", engine.chart.metadata["name"], name)
}

func (engine *Engine) scopeOf(name string) map[string]interface{} {
	scope := map[string]interface{}{
		"Template": map[string]interface{}{"Name": engine.path(name), "BasePath": engine.path("templates")},
	}
	for key, value := range engine.scope {
		scope[key] = value
	}

	return scope
}

// A value that is missing prints as nothing, as in Helm, and not as Go's "<no value>".
func (engine *Engine) execute(from *template.Template, name string, scope interface{}) (string, error) {
	var text strings.Builder
	if err := from.ExecuteTemplate(&text, name, scope); err != nil {
		return "", err
	}

	return strings.ReplaceAll(text.String(), "<no value>", ""), nil
}

func (engine *Engine) include(name string, scope interface{}) (string, error) {
	if engine.depth[name] >= includeDepth {
		return "", fmt.Errorf("rendering template has a nested reference name: %s", name)
	}

	engine.depth[name]++
	defer func() { engine.depth[name]-- }()
	var text strings.Builder
	err := engine.root.ExecuteTemplate(&text, name, scope)
	return text.String(), err
}

func (engine *Engine) tpl(text string, scope interface{}) (string, error) {
	copied, err := engine.root.Clone()
	if err != nil {
		return "", err
	}

	if _, err := copied.New("tpl").Parse(text); err != nil {
		return "", fmt.Errorf("cannot parse template %q: %w", text, err)
	}

	return engine.execute(copied, "tpl", scope)
}

func required(message string, value interface{}) (interface{}, error) {
	if text, isText := value.(string); value == nil || isText && text == "" {
		return value, errors.New(message)
	}

	return value, nil
}

// The objects that the request says are there; a kind that the cluster does not serve is an error, as it is to Helm.
func (engine *Engine) lookup(apiVersion, kind, namespace, name string) (map[string]interface{}, error) {
	if !engine.scope["Capabilities"].(*Capabilities).APIVersions.Has(apiVersion + "/" + kind) {
		return nil, fmt.Errorf("unable to get apiresource from unstructured: %s, Kind=%s", apiVersion, kind)
	}

	var items []interface{}
	for _, object := range engine.objects {
		metadata, _ := object["metadata"].(map[string]interface{})
		inNamespace, _ := metadata["namespace"].(string)
		if object["apiVersion"] != apiVersion || object["kind"] != kind || namespace != "" && namespace != inNamespace {
			continue
		}

		if name == "" {
			items = append(items, object)
		} else if metadata["name"] == name {
			return object, nil
		}
	}

	if name == "" {
		return map[string]interface{}{"items": items}, nil
	}

	return map[string]interface{}{}, nil
}
