#include "io/web/query_request.h"

#include <algorithm>
#include <random>

#include "tests/catch.h"

using namespace seaglass::io;
using Kind = QueryRequest::Kind;
using Names = std::vector<std::string_view>;

TEST_CASE("A request is for a node, for some of it, or for the host") {
  CHECK(parse_query_request("/", "").path == "/");
  CHECK(parse_query_request("/part/1/volume", "").path == "/part/1/volume");
  CHECK(parse_query_request("/part/1/", "").path == "/part/1");
  CHECK(parse_query_request("///", "").path == "/");
  CHECK(parse_query_request("/part", "").attributes.empty());
  CHECK(parse_query_request("/part", "VALUE").attributes == Names{"VALUE"});
  CHECK(parse_query_request("/part", "VALUE&RANGE&VALUE").attributes == Names{"VALUE", "RANGE"});
  CHECK(parse_query_request("/part", "TYPE=&&ACCESS=1").attributes == Names{"TYPE", "ACCESS"});
  CHECK(parse_query_request("/", "HOST_INFO").kind == Kind::kHostInfo);
  CHECK(parse_query_request("/no/such", "HOST_INFO=").kind == Kind::kHostInfo);  // the path does not matter
}

TEST_CASE("What the proposal knows and we do not is told apart from nonsense") {
  CHECK(parse_query_request("/", "HTML").kind == Kind::kUnsupported);
  CHECK(parse_query_request("/", "VALUE&OVERLOADS").kind == Kind::kUnsupported);
  CHECK(parse_query_request("/", "value").kind == Kind::kWrong);
  CHECK(parse_query_request("/", "HTML&GABBA").kind == Kind::kWrong);
  CHECK(parse_query_request("/", "GABBA&VALUE").kind == Kind::kWrong);
  CHECK(parse_query_request("", "").kind == Kind::kWrong);
  CHECK(parse_query_request("part", "").kind == Kind::kWrong);
  CHECK(parse_query_request("/part one", "").kind == Kind::kWrong);
  CHECK(parse_query_request("/\xc3\xa9", "").kind == Kind::kWrong);
  CHECK(parse_query_request("/" + std::string(QueryRequest::kMaxPath, 'a'), "").kind == Kind::kWrong);
  CHECK(parse_query_request("/", std::string(QueryRequest::kMaxQuery + 1, '&')).kind == Kind::kWrong);
}

TEST_CASE("Any bytes as a request") {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"/", "&", "=", "VALUE", "HOST_INFO", "RANGE", "HTML", "part", "1", "*", "\xff", "", " "};
  for (int i = 0; i < 200'000; i++) {
    std::string path, query;
    for (auto n = random() % 12; n > 0; n--) path += pieces[random() % std::size(pieces)];
    for (auto n = random() % 12; n > 0; n--) query += pieces[random() % std::size(pieces)];
    if (random() % 4 == 0) query.push_back(char(random()));
    if (random() % 4 == 0) path.push_back(char(random()));
    const QueryRequest request = parse_query_request(path, query);
    // What is handed on is an address and names that we know, each once.
    const bool printable = std::all_of(request.path.begin(), request.path.end(), [](char c) { return c > ' ' && c <= '~'; });
    auto sorted = request.attributes;
    std::sort(sorted.begin(), sorted.end());
    const bool once = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
    if (!printable || request.path.empty() || request.path[0] != '/' || !once || sorted.size() > std::size(kQueryAttributes))
      FAIL(path << "?" << query);
  }
}
