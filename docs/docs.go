// Package docs carries the JSON Schemas that stand beside the manual, for the
// command that prints them.
package docs

import _ "embed"

//go:embed policy.schema.json
var policySchema string

//go:embed report.schema.json
var reportSchema string

//go:embed reports.schema.json
var reportsSchema string

//go:embed key.schema.json
var keySchema string

//go:embed trust.schema.json
var trustSchema string

//go:embed report-lines.schema.json
var reportLinesSchema string

// PolicySchema is the JSON Schema (draft 2020-12) of policy files, whose TOML
// maps onto JSON with dates as strings.
func PolicySchema() string { return policySchema }

// ReportSchema is the JSON Schema of what verify --format json prints.
func ReportSchema() string { return reportSchema }

// ReportsSchema is the JSON Schema of what verify --all --format json prints. It
// refers to [ReportSchema] as report.schema.json.
func ReportsSchema() string { return reportsSchema }

// ReportLinesSchema is the JSON Schema of one line of what verify --policy-dir
// --format json prints. It refers to [ReportSchema] as report.schema.json.
func ReportLinesSchema() string { return reportLinesSchema }

// KeySchema is the JSON Schema of what the key commands print as JSON.
func KeySchema() string { return keySchema }

// TrustSchema is the JSON Schema of what the trust commands print as JSON.
func TrustSchema() string { return trustSchema }
