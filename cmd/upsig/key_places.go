package main

import (
	"net/url"
	"slices"

	"github.com/upsig/upsig/keyrings"
	"github.com/upsig/upsig/keyrings/fetch"
)

// places lists where to ask: what the flags name, or else the usual keyservers and
// the addresses that the certificates came from.
func (f *keyFetchFlags) places(wanted []string, records []keyrings.Record) ([]fetch.Place, error) {
	vks, hkp, urls := f.vks, f.hkp, f.urls
	if len(vks)+len(hkp)+len(urls)+len(f.wkd)+len(f.github) == 0 {
		if len(wanted) == 0 {
			return nil, errNoPlace
		}
		vks, hkp = []string{fetch.DefaultVKS}, []string{fetch.DefaultHKP}
		urls = recorded(wanted, records)
	}
	var all placeList
	for _, fpr := range wanted {
		for _, server := range vks {
			all.add(fetch.VKS(server, fpr))
		}
		for _, server := range hkp {
			all.add(fetch.HKP(server, fpr))
		}
	}
	for _, address := range f.wkd {
		all.add(fetch.WKD(address))
	}
	for _, address := range urls {
		all.add(fetch.URL(address))
	}
	for _, user := range f.github {
		all.add(fetch.GitHub(user))
	}
	if all.err == nil && len(all.places) == 0 {
		return nil, errNoPlace // keyservers, but no fingerprint
	}
	return all.places, all.err
}

// placeList collects places up to the first mistake.
type placeList struct {
	places []fetch.Place
	err    error
}

func (l *placeList) add(p fetch.Place, err error) {
	if l.err == nil {
		l.places, l.err = append(l.places, p), err
	}
}

// recorded lists the web addresses in the records of certificates, but for the
// keyservers that are asked anyway.
func recorded(wanted []string, records []keyrings.Record) []string {
	var all []string
	for _, r := range records {
		if !slices.Contains(wanted, r.Fingerprint) {
			continue
		}
		for _, source := range r.Sources {
			u, err := url.Parse(source.Location)
			if err != nil || u.Scheme != "https" || slices.Contains([]string{fetch.DefaultVKS, fetch.DefaultHKP}, "https://"+u.Host) {
				continue
			}
			if !slices.Contains(all, source.Location) {
				all = append(all, source.Location)
			}
		}
	}
	return all
}
