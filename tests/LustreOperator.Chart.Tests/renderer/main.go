// Renders a Helm chart as Helm does, for the tests: there is no Helm here. Helm's engine is Go's text/template with the functions of sprig and a
// few of Helm's own; this is the same with the parts that our chart and its users' values can reach. A request comes as JSON on standard input, the
// answer goes as JSON to standard output; what Helm would refuse is one line on standard error and exit code 1.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// Request is what `helm template`, `helm install` and `helm upgrade` are told, and what they find out about the cluster.
type Request struct {
	Chart       string                   // folder of the chart
	Release     string                   // name of the release
	Namespace   string                   // namespace of the release
	IsUpgrade   bool                     // false: an install
	Values      []string                 // YAML of each --values, the last one wins
	KubeVersion string                   // such as v1.34.0
	APIVersions []string                 // group/version and group/version/Kind that the cluster serves
	Objects     []map[string]interface{} // what `lookup` finds
}

// Answer is what came of it.
type Answer struct {
	Values    map[string]interface{} // the chart's own with those of the request over them
	Manifests map[string]string      // text of each template, by its path in the chart
	Notes     string                 // of templates/NOTES.txt
}

func main() {
	answer, err := run(os.Stdin)
	if err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		os.Exit(1)
	}

	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		os.Exit(1)
	}
}

func run(input *os.File) (*Answer, error) {
	var request Request
	if err := json.NewDecoder(input).Decode(&request); err != nil {
		return nil, fmt.Errorf("the request: %w", err)
	}

	chart, err := loadChart(request.Chart)
	if err != nil {
		return nil, err
	}

	if err := chart.checkKubeVersion(request.KubeVersion); err != nil {
		return nil, err
	}

	values, err := chart.coalesce(request.Values)
	if err != nil {
		return nil, err
	}

	manifests, err := newEngine(chart, &request, values).render()
	if err != nil {
		return nil, err
	}

	notes := manifests[notesFile]
	delete(manifests, notesFile)
	return &Answer{Values: values, Manifests: manifests, Notes: notes}, nil
}
