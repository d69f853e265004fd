// The positive control of the sanitizer builds: reads past an array's end, or races. Either must be reported.

#include <cstring>
#include <thread>

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "overrun") == 0) {
    int* three = new int[3]{};
    int* hidden = three;
    asm("" : "+r"(hidden));  // of unknown size from here on, so that the address is judged and not the type
    const int past = hidden[3];
    delete[] three;
    return past;
  }
  volatile int shared = 0;
  std::thread other([&] { shared = 1; });
  shared = 2;
  other.join();
  return 0;
}
