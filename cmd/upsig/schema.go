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
upsig policy check finds what can match nothing or contradicts itself as well.`,
		examples: []string{"upsig policy schema > upsig-policy.schema.json"},
		bind:     policySchemaCommand,
	}
}

func policySchemaCommand(flags *pflag.FlagSet) runner {
	report := flags.Bool("report", false, "the schema of what verify --format json prints")
	return func(_ context.Context, s streams, args []string) (int, error) {
		if len(args) > 0 {
			return 0, usagef("policy schema: takes no arguments")
		}
		text := docs.PolicySchema()
		if *report {
			text = docs.ReportSchema()
		}
		_, err := io.WriteString(s.out, text)
		return exitAccepted, err
	}
}
