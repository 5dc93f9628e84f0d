// SPDX-License-Identifier: Apache-2.0
// Alice by her signer: no digest stands in the policy, only whose signature counts.
#include <catch2/catch.hpp>

#include "daemon.h"
#include "scene.h"
#include "stage.h"

using namespace watchbpf::guest;

namespace {

// A key and a certificate of its own, as scene files NAME.key and NAME.pem.
void make_signer(const Scene &scene, const std::string &name)
{
	must_run({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj",
		  "/CN=" + name, "-keyout", scene.path(name + ".key"), "-out", scene.path(name + ".pem")});
}

void sign(const Scene &scene, const std::string &file, const std::string &signer)
{
	must_run({stage::watchbpf(), "sign", file, "--key", scene.path(signer + ".key"), "--certificate",
		  scene.path(signer + ".pem")});
}

std::string policy_for(const Scene &scene, const std::string &file)
{
	return scene.write("policy.yaml",
			   "version: 1\nsigners:\n  ours:\n    certificate: " + scene.path("ours.pem") +
			       "\ntools:\n  alice:\n    identities:\n      - path: " + file +
			       "\n        signer: ours\n"
			       "    programs:\n      types: [xdp, sched_cls]\n    maps: true\n");
}

} // namespace

TEST_CASE("signer: a signed file is the tool, others are not")
{
	const Scene scene;
	make_signer(scene, "ours");
	sign(scene, scene.alice(), "ours");
	REQUIRE(run({scene.alice()}).status == 0);
	Daemon daemon(policy_for(scene, scene.alice()));
	CHECK(run({scene.alice()}).status == 0);
	// Sealed, but with another digest, and nobody signed it.
	const std::string other = scene.sealed_twin(stage::alice(), "other");
	CHECK(run({other}).status == 1);
	CHECK(daemon.detach() == 0);
}

TEST_CASE("signer: a missing, foreign or moved signature is refused before anything starts")
{
	const Scene scene;
	make_signer(scene, "ours");
	make_signer(scene, "eve");
	const auto start = [&](const std::string &file) {
		return run({stage::watchbpf(), "--enforce", policy_for(scene, file)});
	};
	const auto refused = [](const Ran &ran) {
		INFO(ran.output);
		CHECK(ran.status == 3);
		CHECK_THAT(ran.output, Catch::Contains("[signature]"));
	};
	refused(start(scene.alice()));
	sign(scene, scene.alice(), "eve");
	refused(start(scene.alice()));

	// Our signature, of another file.
	const std::string other = scene.copy(stage::probe(), "other");
	must_run({stage::watchbpf(), "seal", other});
	sign(scene, other, "ours");
	std::filesystem::copy_file(other + ".p7s", scene.alice() + ".p7s",
				   std::filesystem::copy_options::overwrite_existing);
	refused(start(scene.alice()));
	CHECK(run({stage::probe(), "create"}).status == 0);
}
