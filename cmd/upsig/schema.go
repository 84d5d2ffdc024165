package main

import (
	"context"
	"io"

	"github.com/spf13/pflag"

	"github.com/upsig/upsig/docs"
)

func policySchemaNode() *command {
	return &command{
		name:  "schema",
		short: "Print the JSON Schema of policies, or of reports",
		long: `
Editors check a policy with it while it is written. It knows the shape alone:
upsig policy check finds what can match nothing or contradicts itself as well.
The schemas of several reports refer to that of one as report.schema.json beside them.`,
		examples: []string{"upsig policy schema > upsig-policy.schema.json"},
		bind:     policySchemaCommand,
	}
}

// schemas are the documents beside the policy's, by the flags that print them.
func schemas() []struct{ flag, usage, text string } {
	return []struct{ flag, usage, text string }{
		{"report", "the schema of what verify --format json prints", docs.ReportSchema()},
		{"reports", "the schema of what verify --all --format json prints", docs.ReportsSchema()},
		{"report-lines", "the schema of each line that verify --policy-dir --format json prints", docs.ReportLinesSchema()},
		{"key", "the schema of what the key commands print with --format json", docs.KeySchema()},
		{"trust", "the schema of what the trust commands print with --format json", docs.TrustSchema()},
	}
}

func policySchemaCommand(flags *pflag.FlagSet) runner {
	chosen := map[string]*bool{}
	for _, x := range schemas() {
		chosen[x.flag] = flags.Bool(x.flag, false, x.usage)
	}
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) > 0 {
			return 0, usagef("policy schema: takes no arguments")
		}
		text, n := docs.PolicySchema(), 0
		for _, x := range schemas() {
			if *chosen[x.flag] {
				text, n = x.text, n+1
			}
		}
		if n > 1 {
			return 0, usagef("policy schema: prints one schema at a time")
		}
		_, err := io.WriteString(s.out, text)
		return exitAccepted, err
	}
}
