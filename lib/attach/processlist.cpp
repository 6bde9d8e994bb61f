// SPDX-License-Identifier: MIT
// Asks every listed process who it is, all at the same time, so that one which does
// not answer costs the caller its patience once.
#include "attach/attachprotocol.h"
#include "attach/processinfo.h"
#include "attach/processsurvey.h"
#include "attach/socketdirectory.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QFile>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace Gantry::Attach {

namespace {

//! One question under way. Owns its descriptor.
class Question
{
public:
    explicit Question(qint64 pid)
        : m_pid(pid)
        , m_path(QFile::encodeName(socketPath(pid)))
        , m_descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    { }
    Question(Question &&other) noexcept
        : m_pid(other.m_pid)
        , m_path(std::move(other.m_path))
        , m_descriptor(std::exchange(other.m_descriptor, -1))
        , m_greeting(std::move(other.m_greeting))
    { }
    Question &operator=(Question &&) = delete;
    ~Question()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    //! false when nobody listens; the file that says otherwise is removed.
    bool connect();
    void read();
    bool isWaiting() const noexcept { return m_greeting.status() == GreetingReader::Status::NeedMore; }
    int descriptor() const noexcept { return m_descriptor; }
    ProcessInfo answer() const;
    ProcessOffer offer() const;

private:
    qint64 m_pid;
    QByteArray m_path;
    int m_descriptor;
    GreetingReader m_greeting;
};

bool Question::connect()
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (m_path.size() >= qsizetype(sizeof address.sun_path))
        return false;
    std::copy(m_path.cbegin(), m_path.cend(), address.sun_path);
    if (::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return true;
    // ECONNREFUSED: the file is there, its process is not. EAGAIN: many are asking at
    // the same time; it lives.
    if (errno == ECONNREFUSED)
        ::unlink(m_path.constData());
    return errno == EAGAIN;
}

void Question::read()
{
    std::array<char, 4096> buffer;
    const ssize_t size = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    if (size > 0)
        m_greeting.feed(QByteArrayView(buffer.data(), qsizetype(size)));
    else if (size == 0 || errno != EAGAIN)
        ::close(std::exchange(m_descriptor, -1));
}

ProcessInfo Question::answer() const
{
    if (m_greeting.status() == GreetingReader::Status::Complete)
        return m_greeting.process();
    QFile name(QStringLiteral("/proc/%1/comm").arg(m_pid));
    const bool isReadable = name.open(QIODevice::ReadOnly);
    return {.pid = m_pid,
            .program = isReadable ? QString::fromLocal8Bit(name.readAll().trimmed()) : QString()};
}

ProcessOffer Question::offer() const
{
    ProcessOffer offer{.process = answer()};
    if (m_greeting.status() == GreetingReader::Status::Error) {
        offer.obstacle = ProcessObstacle::OtherVersion;
        offer.detail = m_greeting.errorText();
    }
    return offer;
}

void wait(std::vector<Question> &questions, const QDeadlineTimer &deadline)
{
    while (!deadline.hasExpired()) {
        std::vector<pollfd> polled;
        std::vector<Question *> asked;
        for (Question &question : questions) {
            if (question.isWaiting() && question.descriptor() >= 0) {
                polled.push_back({.fd = question.descriptor(), .events = POLLIN, .revents = 0});
                asked.push_back(&question);
            }
        }
        if (polled.empty())
            return;
        if (::poll(polled.data(), polled.size(), int(deadline.remainingTime())) < 0 && errno != EINTR)
            return;
        for (size_t i = 0; i < polled.size(); ++i) {
            if (polled[i].revents != 0)
                asked[i]->read();
        }
    }
}

std::vector<Question> askAll(int patienceMs)
{
    std::vector<Question> questions;
    for (const qint64 pid : listedPids(socketDirectory())) {
        Question question(pid);
        if (question.connect())
            questions.push_back(std::move(question));
    }
    wait(questions, QDeadlineTimer(patienceMs));
    return questions;
}

} // namespace

QList<ProcessInfo> runningProcesses(int patienceMs)
{
    QList<ProcessInfo> processes;
    const std::vector<Question> questions = askAll(patienceMs);
    for (const Question &question : questions)
        processes.append(question.answer());
    return processes;
}

QList<ProcessOffer> gantryProcesses(int patienceMs)
{
    QList<ProcessOffer> offers;
    QSet<qint64> pids;
    const std::vector<Question> questions = askAll(patienceMs);
    for (const Question &question : questions) {
        offers.append(question.offer());
        pids.insert(offers.last().process.pid);
    }
    offers += surveyProcesses(pids);
    std::sort(offers.begin(), offers.end(),
              [](const auto &a, const auto &b) { return a.process.pid < b.process.pid; });
    return offers;
}

} // namespace Gantry::Attach
