// SPDX-License-Identifier: Apache-2.0
// Signed identities from the policy to the generation.
#include "policy/signer_table.h"

#include <catch2/catch.hpp>

#include <map>

#include "diagnostics_of.h"
#include "forge.h"

using namespace watchbpf;
using namespace watchbpf::policy;
using namespace watchbpf::policy::test;
using Catch::Matchers::Contains;

namespace {

const Digest kDigest = *Digest::parse("sha256:" + hex64('a'));

// A host with a few files, of which /usr/bin/x is sealed.
struct Machine {
	std::map<std::string, std::string> files = {{"/ours.pem", ours().certificate_pem()},
						    {"/usr/bin/x.p7s", ours().sign(kDigest)}};
	std::int64_t clock = kForgedFrom + 1;

	Compiled compile(const Policy &policy) const
	{
		Host host;
		host.measure = [](const std::string &path) -> Result<Digest> {
			return path == "/usr/bin/x" ? Result<Digest>(kDigest) : failure("not sealed");
		};
		host.exists = [](const std::string &path) { return path != "/gone"; };
		host.read = [this](const std::string &path) -> Result<std::string> {
			const auto file = files.find(path);
			return file != files.end() ? Result<std::string>(file->second)
						   : failure("opening '" + path + "': no such file");
		};
		host.now = [this] { return clock; };
		return policy::compile(policy, host, false);
	}
};

Policy signed_policy(const std::string &identity = "{path: /usr/bin/x, signer: ours}")
{
	const auto result = read("version: 1\nsigners:\n  ours: {certificate: /ours.pem}\ntools:\n  x:\n"
				 "    identities:\n      - " +
				 identity + "\n");
	INFO(rendered(result));
	REQUIRE(result.policy);
	return *result.policy;
}

std::vector<std::string> problems(const Machine &machine, const Policy &policy = signed_policy())
{
	const Compiled result = machine.compile(policy);
	for (const Diagnostic &diagnostic : result.diagnostics)
		CHECK_FALSE(diagnostic.hint.empty());
	return summary(result.diagnostics);
}

using Codes = std::vector<std::string>;

} // namespace

TEST_CASE("a signed file joins the generation", "[signer]")
{
	const Compiled result = Machine().compile(signed_policy());
	REQUIRE(result.generation);
	CHECK(result.diagnostics.empty());
	REQUIRE(result.generation->resolved.size() == 1);
	CHECK(result.generation->resolved[0].digest == kDigest);
	CHECK(result.generation->resolved[0].signer == "ours");
}

TEST_CASE("the signature may lie elsewhere", "[signer]")
{
	Machine machine;
	machine.files["/sig"] = machine.files.extract("/usr/bin/x.p7s").mapped();
	CHECK(problems(machine) == Codes{"signature 7:9"});
	CHECK(problems(machine, signed_policy("{path: /usr/bin/x, signer: ours, signature: /sig}")).empty());
}

TEST_CASE("without a signature that holds there is no generation", "[signer]")
{
	for (const std::string &der :
	     {theirs().sign(kDigest), ours().sign(*Digest::parse("sha256:" + hex64('b'))), std::string()}) {
		Machine machine;
		machine.files["/usr/bin/x.p7s"] = der;
		const Compiled result = machine.compile(signed_policy());
		CHECK_FALSE(result.generation);
		REQUIRE(summary(result.diagnostics) == Codes{"signature 7:9"});
		CHECK(result.diagnostics[0].item == "tools.x.identities[0]");
		CHECK_THAT(
		    result.diagnostics[0].hint,
		    Contains("fsverity sign /usr/bin/x /usr/bin/x.p7s --key=KEY.pem --cert=/ours.pem"));
	}
}

TEST_CASE("certificates: dates and what cannot be read", "[signer]")
{
	constexpr std::int64_t kDay = 24 * 60 * 60;
	struct Row {
		std::int64_t clock;
		Codes codes;
	};
	const Row rows[] = {
	    {kForgedFrom - 1, {"certificate 3:3"}},
	    {kForgedFrom, {}},
	    {kForgedUntil - 30 * kDay, {}},
	    {kForgedUntil - 30 * kDay + 1, {"certificate-expiry 3:3"}},
	    {kForgedUntil, {"certificate-expiry 3:3"}},
	    {kForgedUntil + 1, {"certificate 3:3"}},
	};
	Machine machine;
	for (const Row &row : rows) {
		INFO(row.clock);
		machine.clock = row.clock;
		CHECK(problems(machine) == row.codes);
	}
	machine = {};
	machine.files["/ours.pem"] = "no certificate";
	CHECK(problems(machine) == Codes{"certificate 3:3"});
	machine.files.erase("/ours.pem");
	const Compiled result = machine.compile(signed_policy());
	CHECK_FALSE(result.generation);
	CHECK_THAT(result.diagnostics[0].message, Contains("certificate '/ours.pem': opening"));
}

TEST_CASE("signers that nobody names, and names without a signer", "[signer]")
{
	CHECK(problems(Machine(), signed_policy("{path: /usr/bin/x}")) == Codes{"unused-signer 3:3"});
	const Compiled result = Machine().compile(signed_policy("{path: /usr/bin/x, signer: uors}"));
	CHECK_FALSE(result.generation);
	REQUIRE(summary(result.diagnostics) == Codes{"unused-signer 3:3", "unknown-signer 7:9"});
	CHECK(result.diagnostics[1].hint == "did you mean 'ours'?");
}

TEST_CASE("an optional file that is not there needs no signature", "[signer]")
{
	Policy policy = signed_policy("{path: /gone, signer: ours}");
	CHECK(problems(Machine(), policy) == Codes{"not-measured 7:9"});
	policy.tools[0].identities[0].optional = true;
	const Compiled result = Machine().compile(policy);
	REQUIRE(result.generation);
	CHECK(result.diagnostics.empty());
	CHECK(result.generation->absent.size() == 1);
}

TEST_CASE("offline nothing is verified, and nothing unverified counts", "[signer]")
{
	const Compiled offline = compile(signed_policy(), offline_host(), false);
	REQUIRE(offline.generation);
	CHECK(offline.diagnostics.empty());
	Host blind;
	blind.measure = [](const std::string &) -> Result<Digest> { return kDigest; };
	const Compiled unread = compile(signed_policy(), blind, false);
	REQUIRE(unread.generation);
	CHECK(unread.generation->identities.empty());
	CHECK_FALSE(compile(signed_policy("{path: /a, signer: other}"), offline_host(), false).generation);
}
