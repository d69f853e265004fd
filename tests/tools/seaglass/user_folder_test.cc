#include "tools/seaglass/user_folder.h"

#include <cstdlib>
#include <fstream>

#include "io/errors.h"
#include "tests/catch.h"
#include "tests/io/file/temp_folder.h"

using namespace seaglass;

TEST_CASE("A file is found where a command line says, or under its name in the performer's folder") {
  const io::TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  std::filesystem::create_directories(folder / "mine/rigs");
  const std::string own = folder / "mine/rigs/stage.rig", here = folder / "stage.rig";
  CHECK(found_file("rigs", "stage", ".rig") == "stage");
  std::ofstream(own) << "x";
  CHECK(found_file("rigs", "stage", ".rig") == own);
  CHECK(found_file("rigs", "stage.rig", ".rig") == own);
  std::ofstream(here) << "x";
  CHECK(found_file("rigs", here, ".rig") == here);
  CHECK(found_file("rigs", "", ".rig").empty());
  unsetenv("SEAGLASS_FOLDER");
}

TEST_CASE("A new file has its name, or the first number that is free, whatever has the others") {
  const io::TempFolder folder;
  setenv("SEAGLASS_FOLDER", (folder / "mine").c_str(), 1);
  const std::string takes = folder / "mine/takes/";
  const auto make = [](const std::string& path) { std::ofstream(path) << "x"; };
  CHECK(new_user_file("takes", "take", ".wav") == takes + "take.wav");
  make(takes + "take.wav");
  CHECK(new_user_file("takes", "take.wav", ".wav") == takes + "take-2.wav");
  make(takes + "take-3.wav");
  std::filesystem::create_symlink("nowhere", takes + "take-2.wav");
  CHECK(new_user_file("takes", "take", ".wav") == takes + "take-4.wav");
  CHECK(user_file("takes", "take", ".wav") == takes + "take.wav");
  CHECK_THROWS_AS(new_user_file("takes", "../take", ".wav"), io::UsageError);
  unsetenv("SEAGLASS_FOLDER");
}
