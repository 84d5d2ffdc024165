// Package docs carries the JSON Schemas that stand beside the manual, for the
// command that prints them.
package docs

import _ "embed"

//go:embed policy.schema.json
var policySchema string

//go:embed report.schema.json
var reportSchema string

// PolicySchema is the JSON Schema (draft 2020-12) of policy files, whose TOML
// maps onto JSON with dates as strings.
func PolicySchema() string { return policySchema }

// ReportSchema is the JSON Schema of what verify --format json prints.
func ReportSchema() string { return reportSchema }
