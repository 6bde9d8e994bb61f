// SPDX-License-Identifier: MIT
// The command line that all peers in C++ understand, and the line they say when they
// are ready. The standard library alone: some of them know no Qt.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/resource.h>

struct PeerOptions
{
    int port = 0; //!< servers; 0: any
    std::string url; //!< clients
    int connections = 1; //!< clients
    bool broadcast = false;
    std::string certificate;
    std::string key;
};

//! Ends the process when something is wrong. \a supported: a list like " --broadcast ";
//! what a peer cannot do it must refuse, lest it be measured doing something else.
//! \a version: of the library, for --version.
inline PeerOptions readPeerOptions(int argc, char **argv, const char *supported, const char *version)
{
    PeerOptions options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name.rfind("--", 0) != 0) {
            options.url = name;
            options.port = std::atoi(argv[i]);
            continue;
        }
        if (name == "--version") {
            std::puts(version);
            std::exit(0);
        }
        if (!std::strstr(supported, (" " + name + " ").c_str())) {
            std::fprintf(stderr, "%s: this peer does not know %s\n", argv[0], name.c_str());
            std::exit(2);
        }
        const auto value = [&] { return std::string(++i < argc ? argv[i] : ""); };
        if (name == "--broadcast")
            options.broadcast = true;
        else if (name == "--connections")
            options.connections = std::atoi(value().c_str());
        else if (name == "--cert")
            options.certificate = value();
        else if (name == "--key")
            options.key = value();
    }
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    return options;
}

inline void sayListening(int port, bool secure = false)
{
    std::printf("listening on %s://127.0.0.1:%d\n", secure ? "wss" : "ws", port);
    std::fflush(stdout);
}
