# Building and installing upsig, for people and for packagers. POSIX tools, Go
# and nothing else: man pages come rendered, and a release needs neither git nor
# a network.

prefix      = /usr/local
bindir      = $(prefix)/bin
datadir     = $(prefix)/share
mandir      = $(datadir)/man
docdir      = $(datadir)/doc/upsig
licensedir  = $(datadir)/licenses/upsig
bashdir     = $(datadir)/bash-completion/completions
zshdir      = $(datadir)/zsh/site-functions
fishdir     = $(datadir)/fish/vendor_completions.d
rpmmacrodir = $(prefix)/lib/rpm/macros.d
DESTDIR     =

GO          = go
INSTALL     = install
MANDOC      = mandoc
OUT         = dist

# What makes a build the same in every folder and on every machine: no paths, no
# commit, no build ID, no C compiler.
BUILDFLAGS  = -trimpath -buildvcs=false
LDFLAGS     = -s -w -buildid=
BUILD       = CGO_ENABLED=0 $(GO) build $(BUILDFLAGS) -ldflags='$(LDFLAGS)'
# Runs on the building machine even where another one is built for.
HOST        = env -u GOOS -u GOARCH -u GOARM CGO_ENABLED=0 $(GO) run $(BUILDFLAGS)

PROGRAMS    = upsig sopv
MAN1        = upsig.1 upsig-verify.1 upsig-key.1 upsig-trust.1 sopv.1
MAN5        = upsig-policy.5
# All that these pages and those of integrations link to is among them; a test sees to it.
PAGES       = README.md NEWS SECURITY.md CONTRIBUTING.md testdata/README.md docs/*.md docs/*.json docs/man/*.txt

help:
	@echo 'make build              programs and completions into $(OUT)/'
	@echo 'make check              vet and test; needs no network and no other programs'
	@echo 'make man                render docs/man/*.txt again (needs mandoc)'
	@echo 'make install            into $$(DESTDIR)$$(prefix): $(DESTDIR)$(prefix)'
	@echo 'make install-arch       also the functions for makepkg; or install-rpm, install-debian'
	@echo 'make dist               a source tarball with all modules (needs git, and the modules at hand)'
	@echo 'make reproducible       build twice, in two folders, and compare'
	@echo 'make fuzz               run every fuzz target for FUZZTIME each'
	@echo 'make clean              remove $(OUT)/'

build:
	mkdir -p $(OUT)/completion
	for p in $(PROGRAMS); do $(BUILD) -o $(OUT)/$$p ./cmd/$$p || exit 1; done
	for s in bash zsh fish; do $(HOST) ./cmd/upsig completion $$s > $(OUT)/completion/$$s || exit 1; done

check:
	$(GO) vet ./...
	$(GO) test ./...

# Bold and underlined letters are printed over one another; plain text keeps one.
man:
	for p in $(MAN1) $(MAN5); do \
	    $(MANDOC) -T ascii docs/man/$$p > $(OUT).txt || exit 1; \
	    sed "s/.$$(printf '\b')//g" $(OUT).txt > docs/man/$$p.txt || exit 1; \
	done; rm -f $(OUT).txt

install: build
	$(INSTALL) -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(mandir)/man5' \
	    '$(DESTDIR)$(licensedir)' '$(DESTDIR)$(bashdir)' '$(DESTDIR)$(zshdir)' '$(DESTDIR)$(fishdir)'
	for p in $(PROGRAMS); do $(INSTALL) -m 755 $(OUT)/$$p '$(DESTDIR)$(bindir)/' || exit 1; done
	for p in $(MAN1); do $(INSTALL) -m 644 docs/man/$$p '$(DESTDIR)$(mandir)/man1/' || exit 1; done
	for p in $(MAN5); do $(INSTALL) -m 644 docs/man/$$p '$(DESTDIR)$(mandir)/man5/' || exit 1; done
# In folders as here, so that what refers to one another still does.
	for p in $(PAGES) $$(find integrations -type f); do \
	    $(INSTALL) -d "$(DESTDIR)$(docdir)/$$(dirname $$p)" && $(INSTALL) -m 644 $$p "$(DESTDIR)$(docdir)/$$p" || exit 1; \
	done
	$(INSTALL) -m 644 LICENSE '$(DESTDIR)$(licensedir)/LICENSE'
	$(INSTALL) -m 644 $(OUT)/completion/bash '$(DESTDIR)$(bashdir)/upsig'
	$(INSTALL) -m 644 $(OUT)/completion/zsh '$(DESTDIR)$(zshdir)/_upsig'
	$(INSTALL) -m 644 $(OUT)/completion/fish '$(DESTDIR)$(fishdir)/upsig.fish'

# What the build systems of distributions load, each for the packages of its own
# distribution: none of them is part of a plain install. The eclass of Gentoo lives in
# ebuild repositories.
install-arch:
	$(INSTALL) -d '$(DESTDIR)$(datadir)/upsig'
	$(INSTALL) -m 644 integrations/arch/upsig.sh '$(DESTDIR)$(datadir)/upsig/makepkg.sh'

install-rpm:
	$(INSTALL) -d '$(DESTDIR)$(rpmmacrodir)'
	$(INSTALL) -m 644 integrations/rpm/macros.upsig '$(DESTDIR)$(rpmmacrodir)/'

install-debian:
	$(INSTALL) -d '$(DESTDIR)$(bindir)'
	$(INSTALL) -m 755 integrations/debian/upsig-uscan '$(DESTDIR)$(bindir)/'

dist:
	GO='$(GO)' scripts/dist.sh $(OUT)

reproducible:
	GO='$(GO)' scripts/reproducible.sh

FUZZTIME    = 30s
fuzz:
	scripts/fuzz.sh $(FUZZTIME)

clean:
	rm -rf $(OUT)

.PHONY: help build check man install install-arch install-rpm install-debian dist reproducible fuzz clean
