/// The entry point shared by all test programs; the suites are in the *_test.cpp files beside it.
#define BOOST_TEST_MODULE softlin
#include <boost/test/unit_test.hpp>
