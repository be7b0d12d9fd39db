#include "proofs-check/command/interrupt.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

using namespace softlin::check;

namespace {

/// How a process of its own ends that listens and then does `what`: "not asked", "asked to stop", or "signal N".
template <typename What>
std::string end_of(What what) {
  const pid_t child = fork();
  if (child == 0) {
    watch_interrupt();
    what();
    _exit(interrupted() ? 1 : 0);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return WEXITSTATUS(status) == 1 ? "asked to stop" : "not asked";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(interrupt)

BOOST_AUTO_TEST_CASE(one_signal_asks_the_program_to_stop) {
  BOOST_TEST(end_of([] {}) == "not asked");
  BOOST_TEST(end_of([] { std::raise(SIGINT); }) == "asked to stop");
  BOOST_TEST(end_of([] { std::raise(SIGTERM); }) == "asked to stop");
}

BOOST_AUTO_TEST_CASE(signals_at_once_are_one) {
  const auto twice = [] {
    std::raise(SIGINT);
    std::raise(SIGINT);
  };
  BOOST_TEST(end_of(twice) == "asked to stop");
}

BOOST_AUTO_TEST_CASE(a_second_ctrl_c_later_ends_the_program) {
  const auto later = [](int signal) {
    std::raise(signal);
    usleep(700'000);
    std::raise(signal);
  };
  BOOST_TEST(end_of([&] { later(SIGINT); }) == "signal " + std::to_string(SIGINT));
  BOOST_TEST(end_of([&] { later(SIGTERM); }) == "asked to stop");
}

BOOST_AUTO_TEST_SUITE_END()
