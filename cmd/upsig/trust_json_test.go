package main

import (
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/upsig/upsig/sigstore/trust"
)

// The schema knows every kind of authority and every change, and no other.
func TestTrustSchemaEnumerations(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(trustSchema)
	if err != nil {
		t.Fatal(err)
	}
	change := schema.OneOf[1].Ref.Properties
	step := change["changes"].Items2020.Ref.Properties
	sameEnum(t, "verbs", step["verb"], []trust.Verb{trust.Added, trust.Removed, trust.Changed})
	sameEnum(t, "kinds", step["authority"].Ref.Properties["kind"], []trust.Kind{
		trust.KindCertificateAuthority, trust.KindTransparencyLog, trust.KindCTLog, trust.KindTimestampAuthority,
	})
}
