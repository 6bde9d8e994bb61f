// SPDX-License-Identifier: MIT
#include "logins.h"

#include <QtCore/QJsonArray>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

// The derived secrets are what the other implementations make of the passwords.
QList<std::pair<QString, Login>> logins()
{
    const QJsonValue salt = u"000102030405060708090a0b0c0d0e0f"_s;
    return {
        {u"ticket"_s,
         {u"ticket"_s, u"ticket-user"_s, u"t\u00efcket 1"_s, {{u"ticket"_s, u"t\u00efcket 1"_s}}}},
        {u"wampcra"_s,
         {u"wampcra"_s, u"cra-user"_s, u"secr\u00e9t 1"_s, {{u"secret"_s, u"secr\u00e9t 1"_s}}}},
        {u"wampcra, salted"_s,
         {u"wampcra"_s,
          u"salted-user"_s,
          u"salted 1"_s,
          {{u"secret"_s, u"MNU/7fxpAPFUo6Xq1A+SHIGmc6OPHrQGNjbNbDnU7DU="_s},
           {u"salt"_s, u"salt-123"_s},
           {u"iterations"_s, 1000},
           {u"keyLength"_s, 32}}}},
        {u"cryptosign"_s,
         {u"cryptosign"_s,
          u"key-user"_s,
          u"01"_s.repeated(32),
          {{u"publicKeys"_s,
            QJsonArray{u"8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c"_s}}}}},
        {u"scram as autobahn has it"_s,
         {u"scram"_s,
          u"scram-user"_s,
          u"pencil 1"_s,
          {{u"kdf"_s, u"argon2id-13"_s},
           {u"memory"_s, 512},
           {u"iterations"_s, 64}, // autobahn makes it 4096, half a second of a processor
           {u"salt"_s, salt},
           {u"stored-key"_s, u"258a2df416f9ec38113e18a8bc840c12494c3a8230265ff771cdeac6299435bf"_s},
           {u"server-key"_s, u"9e6776808551f000cd3d1bc1a1df2e04553f6e3c3d3565dc5bea992c5f1f9d01"_s}}}},
        {u"scram, pbkdf2"_s,
         {u"scram"_s,
          u"pbkdf2-user"_s,
          u"pencil 2"_s,
          {{u"kdf"_s, u"pbkdf2"_s},
           {u"iterations"_s, 4096},
           {u"salt"_s, salt},
           {u"stored-key"_s, u"566d57a4a037f87bad33813cbb424d850deb0963d2b518063276e08f980c2a13"_s},
           {u"server-key"_s, u"997678f4f1359f5a4013069afb69e0dacb031cfc1e7b4c1cf5f38f50ac22b81f"_s}}}},
        {u"scram, argon2id13"_s,
         {u"scram"_s,
          u"argon2-user"_s,
          u"pencil 3"_s,
          {{u"kdf"_s, u"argon2id13"_s},
           {u"memory"_s, 16384},
           {u"iterations"_s, 2},
           {u"salt"_s, salt},
           {u"stored-key"_s, u"48ab4295ae666542020c11c93e8bcbf07803b0001c6f1619d294c98a0480a13b"_s},
           {u"server-key"_s, u"b3b3e7744a85756b5a8c9ccd9986f5b8cc362659deb3bfe911dda85d699abb9d"_s}}}},
    };
}

Login loginNamed(const QString &name)
{
    for (const auto &[each, login] : logins()) {
        if (each == name)
            return login;
    }
    return {};
}

} // namespace Gantry::Interop
