// SPDX-License-Identifier: Apache-2.0
// Programs with a signature over their instructions: whose counts, and whose not.
#include <catch2/catch.hpp>
#include <linux/keyctl.h>

#include "daemon.h"
#include "expected.h"
#include "keyring.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

constexpr const char *kOlder = "bpf() knows no signatures: the kernel refuses the longer argument";
constexpr Expected kLoaded{6, 18, 2, 0, kOlder};
constexpr Expected kDenied{6, 18, 2, 1, kOlder};

// The tool that loads, and a key with which what it loads is signed.
class Loader {
public:
	Loader() : tool_(scene_.sealed_copy(stage::load_signed(), "tool"))
	{
		must_run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj",
			  "/CN=ours", "-keyout", scene_.path("key"), "-out", scene_.path("pem")});
		must_run(
		    {"openssl", "x509", "-in", scene_.path("pem"), "-outform", "DER", "-out", certificate()});
		must_run({tool_, "write", scene_.path("code")});
		sign(scene_.path("code"), "signature");
		sign(scene_.path("pem"), "of-other-bytes");
	}

	const Scene &scene() const { return scene_; }
	std::string certificate() const { return scene_.path("der"); }

	Command command(const std::string &verb) const { return {tool_, verb}; }
	Command command(const std::string &verb, std::int32_t keyring,
			const std::string &signature = "signature") const
	{
		return {tool_, verb, scene_.path(signature), std::to_string(keyring)};
	}
	Ran load() const { return run(command("load")); }
	Ran load(std::int32_t keyring) const { return run(command("load", keyring)); }

	ToolRule rule(const std::string &keyring) const
	{
		return {.name = "tool",
			.path = tool_,
			.types = "socket_filter",
			.programs = keyring.empty() ? "" : "signed: " + keyring};
	}
	std::string policy(const std::string &keyring) const
	{
		return scene_.policy({.tools = {{.name = "alice", .path = scene_.alice()}, rule(keyring)}});
	}

private:
	void sign(const std::string &file, const std::string &signature) const
	{
		must_run({"openssl", "cms", "-sign", "-binary", "-noattr", "-nocerts", "-md", "sha256",
			  "-signer", scene_.path("pem"), "-inkey", scene_.path("key"), "-in", file,
			  "-outform", "DER", "-out", scene_.path(signature)});
	}

	Scene scene_;
	std::string tool_;
};

void check_status(const Ran &ran, int status)
{
	INFO(ran.output);
	CHECK(ran.status == status);
}

void check_denied(Daemon &daemon, const Ran &ran, const std::string &tool = "tool")
{
	INFO(ran.output);
	CHECK(ran.status == 1);
	const auto event = first(daemon.events(), denied_to(ran.pid));
	REQUIRE(event);
	CHECK(event->reason == "signature");
	CHECK(event->tool == tool);
}

// One that the kernel takes, where it takes any.
void check_signed_is_denied(Daemon &daemon, const Ran &ran)
{
	if (kDenied.now() == 1)
		check_denied(daemon, ran);
	else
		check_status(ran, kDenied.now());
}

} // namespace

TEST_CASE("signed: a serial lets in what is signed by a key of that keyring")
{
	const Loader loader;
	const Keyring ours, other;
	add_certificate(loader.certificate(), ours.serial());
	add_certificate(loader.certificate(), other.serial());
	add_certificate(loader.certificate(), join_new_session());
	check_status(loader.load(), 0);
	for (const std::int32_t keyring : {ours.serial(), other.serial(), KEY_SPEC_SESSION_KEYRING})
		check_status(loader.load(keyring), kLoaded.now());

	Daemon daemon(loader.policy(std::to_string(ours.serial())));
	check_denied(daemon, loader.load());
	check_signed_is_denied(daemon, loader.load(other.serial()));
	check_signed_is_denied(daemon, loader.load(KEY_SPEC_SESSION_KEYRING));
	check_status(loader.load(ours.serial()), kLoaded.now());
	check_status(run({loader.scene().alice()}), 0);
	CHECK(daemon.detach() == 0);
}

// What the number -3 stands for is up to who asks, whatever it is for this one.
TEST_CASE("signed: a session's keyring counts by its serial alone")
{
	const Loader loader;
	const std::int32_t session = join_new_session();
	add_certificate(loader.certificate(), session);
	check_status(loader.load(KEY_SPEC_SESSION_KEYRING), kLoaded.now());

	Daemon daemon(loader.policy(std::to_string(session)));
	check_signed_is_denied(daemon, loader.load(KEY_SPEC_SESSION_KEYRING));
	check_status(loader.load(session), kLoaded.now());
	CHECK(daemon.detach() == 0);
}

// No key of these keyrings is ours, so that what they let in is not tested.
TEST_CASE("signed: the system's keyrings are no keyring of ours")
{
	const Loader loader;
	const Keyring ours;
	add_certificate(loader.certificate(), ours.serial());
	add_certificate(loader.certificate(), join_new_session());
	check_status(loader.load(), 0);
	check_status(loader.load(ours.serial()), kLoaded.now());

	Daemon daemon(loader.policy("system-keyring"));
	check_denied(daemon, loader.load());
	check_signed_is_denied(daemon, loader.load(ours.serial()));
	check_signed_is_denied(daemon, loader.load(KEY_SPEC_SESSION_KEYRING));
	for (const std::int32_t system : {0, 1, 2})
		check_status(loader.load(system), 2); // by the kernel, which finds no such key there
	check_status(run({loader.scene().alice()}), 0);
	CHECK(daemon.detach() == 0);
}

// The hooks are not asked of these, and need not look at a signature themselves.
TEST_CASE("signed: the kernel refuses what does not hold")
{
	const Loader loader;
	const Keyring ours, empty;
	const std::int32_t key = add_certificate(loader.certificate(), ours.serial());
	check_status(loader.load(ours.serial()), kLoaded.now());
	const auto refused = [&] {
		check_status(run(loader.command("load", ours.serial(), "of-other-bytes")), 2);
		check_status(loader.load(empty.serial()), 2);
		check_status(loader.load(key), 2); // a key is not a keyring
	};
	refused();
	Daemon daemon(loader.policy(std::to_string(ours.serial())));
	refused();
	check_status(loader.load(ours.serial()), kLoaded.now());
	CHECK(daemon.detach() == 0);
}

TEST_CASE("signed: a keyring that is closed lets in what was signed by then")
{
	const Loader loader;
	const Keyring ours;
	add_certificate(loader.certificate(), ours.serial());
	ours.close();
	CHECK_THROWS(add_certificate(loader.certificate(), ours.serial()));
	Daemon daemon(loader.policy(std::to_string(ours.serial())));
	check_denied(daemon, loader.load());
	check_status(loader.load(ours.serial()), kLoaded.now());
	CHECK(daemon.detach() == 0);
}

// Another tool may load whatever it likes; not everybody may have it.
TEST_CASE("signed: whoever opens a program is asked, too")
{
	const Loader loader;
	const Keyring ours;
	const std::string probe = loader.scene().sealed_copy(stage::probe(), "probe");
	add_certificate(loader.certificate(), ours.serial());
	Daemon daemon(
	    loader.scene().policy({.tools = {loader.rule(""),
					     {.name = "probe",
					      .path = probe,
					      .types = "socket_filter",
					      .programs = "signed: " + std::to_string(ours.serial())}}}));
	const auto open_what = [&](const Command &holds) {
		Process holder(holds);
		REQUIRE(holder.wait_for_output("\n"));
		const std::string said = holder.output();
		INFO(said);
		REQUIRE_THAT(said, Catch::StartsWith("program "));
		return run({probe, "prog-by-id", std::to_string(std::stoi(said.substr(said.find(' '))))});
	};
	check_denied(daemon, open_what(loader.command("hold")), "probe");
	if (kLoaded.now() == 0)
		check_status(open_what(loader.command("hold", ours.serial())), 0);
	CHECK(daemon.detach() == 0);
}
