#include "io/web/query_tree.h"

#include <algorithm>
#include <map>
#include <utility>

#include "io/web/query_description.h"

namespace seaglass::io {

// Collects what is known of each address, in the order in which they come up, before any of it is written down.
struct QueryTree::Builder {
  QueryTree& tree;
  std::map<std::string, QueryNode*, std::less<>> known{};
  std::map<const QueryNode*, QueryDescription> descriptions{};

  // The node of this address, made where there is none yet, with those that lead to it.
  QueryNode& at(const std::string& address) {
    if (const auto found = known.find(address); found != known.end()) return *found->second;
    QueryNode& node = tree.nodes_.emplace_back();
    node.address = address;
    if (address != "/") {
      const std::size_t slash = address.rfind('/');
      node.name = address.substr(slash + 1);
      at(slash == 0 ? "/" : address.substr(0, slash)).contents.push_back(&node);
    }
    known.emplace(address, &node);
    return node;
  }

  // What can be read and set under one address is one node.
  void describe(const QueryNode& node, QueryDescription more) {
    const auto [found, fresh] = descriptions.try_emplace(&node, more);
    if (fresh) return;
    QueryDescription& d = found->second;
    d.access |= more.access;
    if (d.range.empty()) d.range = std::move(more.range), d.clipped = more.clipped;
    if (d.tag.empty()) d.tag = more.tag;
    if (d.unit.empty()) d.unit = more.unit;
  }

  void add_methods() {
    for (const OscMethod& method : osc_methods())
      if (method.address.find('{') == method.address.npos)
        describe(at(std::string(method.address)), describe_method(method, tree.places_));
  }

  void add_values(int voices) {
    for (const char* pattern : {"/*", "/*/*", "/*/*/*", "/*/*/*/*"})
      (void)find_osc_values(pattern, voices, [&](OscValue value) {
        const OscValueInfo info = osc_info_of(value);
        QueryNode& node = at(info.address);
        node.readable = true;
        node.value = value;
        describe(node, describe_value(info, tree.places_));
        return true;
      });
  }

  void add_keys(int voices) {
    std::vector<NoteKeyRange> keys(plain_note_keys().begin(), plain_note_keys().end());
    for (const Parameter& p : parameters())
      if (p.per_note == PerNote::kOwn) keys.push_back(*find_note_key(p.name));
    for (const NoteKeyRange& key : keys) {
      const QueryDescription description = describe_key(key);
      for (int v = 1; v <= voices; v++) describe(at("/voice/" + std::to_string(v) + "/" + std::string(key.name)), description);
    }
  }

  void write() {
    for (QueryNode& node : tree.nodes_) {
      const auto found = descriptions.find(&node);
      node.described = (found == descriptions.end() ? QueryDescription() : found->second).text(node.address);
      tree.by_address_.emplace(node.address, &node);
    }
  }
};

QueryTree::QueryTree(int voices, std::vector<std::string> places) : places_(std::move(places)) {
  const int listed = std::min(voices, kMostVoices);
  Builder builder{*this};
  builder.at("/");
  builder.add_methods();
  builder.add_values(listed);
  builder.add_keys(listed);
  builder.write();
}

const QueryNode* QueryTree::find(std::string_view address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? nullptr : found->second;
}

std::vector<std::string> QueryTree::of_the_patch() {
  std::vector<std::string> addresses{"/place", "/places"};
  for (int part = 1; part <= kParts; part++) addresses.push_back("/part/" + std::to_string(part) + "/place");
  return addresses;
}

}  // namespace seaglass::io
