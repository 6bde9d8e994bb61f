// SPDX-License-Identifier: MIT
// Runs a fuzz target over the files of a corpus, without libFuzzer: what was found
// once is checked by every compiler from then on. Also tries each file cut short and
// with each octet changed, which costs nothing and finds much.
#include <QtCore/QByteArray>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>

#include <cstdio>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

namespace {

void run(const QByteArray &input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char *>(input.constData()), size_t(input.size()));
}

void runNeighbours(const QByteArray &input)
{
    for (qsizetype i = 0; i < input.size(); ++i) {
        run(input.left(i));
        QByteArray changed = input;
        for (const int change : {0x01, 0x80, 0xff}) {
            changed[i] = char(input.at(i) ^ change);
            run(changed);
        }
    }
}

} // namespace

int main(int argc, char *argv[])
{
    int files = 0;
    for (int i = 1; i < argc; ++i) {
        QDirIterator corpus(QString::fromLocal8Bit(argv[i]), QDir::Files);
        for (; corpus.hasNext(); ++files) {
            QFile file(corpus.next());
            if (!file.open(QIODevice::ReadOnly))
                return 1;
            const QByteArray input = file.readAll();
            run(input);
            runNeighbours(input);
        }
    }
    std::printf("%d files\n", files);
    return files > 0 ? 0 : 1;
}
