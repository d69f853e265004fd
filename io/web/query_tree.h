#pragma once
// Every address of the instrument as a tree of nodes, each with its description as OSCQuery wants it. Derived from the
// table of methods, the readable values, the registry of parameters and the keys of notes; nothing is listed by hand.
//
// What clients need of it beyond the proposal, from their sources:
//   Chataigne    calls things by their DESCRIPTION: containers have none, or none alike; takes a text with a RANGE for a
//                choice; a bang is TYPE "I"; sends one LISTEN for each value; built on JUCE (query_value.h)
//   ossia score  FULL_PATH in every node, RANGE and VALUE only beside a TYPE; tells HOST_INFO by its NAME; asks by
//                HTTP with "Connection: close" and wants its "Content-Length" spelt so; then a WebSocket within 1.5 s
//   TouchOSC     by its manual: `_osc._udp` (zeroconf.h), where it sends

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/stage_report.h"
#include "io/osc/osc_value.h"

namespace seaglass::io {

struct QueryNode {
  std::string name, address;
  std::string described;  // members of a JSON object: all attributes but VALUE and CONTENTS
  bool readable = false;  // then `value` says which
  OscValue value;
  std::vector<const QueryNode*> contents;
};

class QueryTree {
 public:
  // Voices beyond these can be played and asked for as well, but no report tells of them.
  static constexpr int kMostVoices = kReportedVoices;

  // [control], [web]. `voices` is how many numbers a voice may have; `places` are the names of the patch's.
  QueryTree(int voices, std::vector<std::string> places);
  QueryTree(const QueryTree&) = delete;
  QueryTree& operator=(const QueryTree&) = delete;

  const QueryNode& root() const { return nodes_.front(); }
  const QueryNode* find(std::string_view address) const;
  std::size_t size() const { return nodes_.size(); }
  const std::vector<std::string>& places() const { return places_; }

  // The addresses that are described otherwise when another patch plays.
  static std::vector<std::string> of_the_patch();

 private:
  struct Builder;
  std::vector<std::string> places_;
  std::deque<QueryNode> nodes_;
  std::unordered_map<std::string_view, const QueryNode*> by_address_;
};

}  // namespace seaglass::io
