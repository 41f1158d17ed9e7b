// Made by `node tooling/resources.mjs` from `resources`. Do not edit.
/* eslint-disable */

/** The texts of the files of the system, by path. */
export const resources: Readonly<Record<string, string>> = {
  'kl/MessageBus.edl': `// The message bus: one process, which publishers and subscribers connect to.
//
// What its endpoints are called, and their interfaces, is not documented: these are kos's own.
entity kl.MessageBus

endpoints {
    bus : kl.MessageBusFactory
    session : kl.MessageBusSession
    lifeline : kl.MessageBusLifeline
    stats : kl.MessageBusStats
    bundles : kl.MessageBusBundles
    bundle : kl.MessageBusBundle
}
`,
  'kl/MessageBusBundle.idl': `// A bundle. It stays in the message bus while anybody has a handle of it, or a message with its id
// waits.
package kl.MessageBusBundle

interface {
    // Its memory, to read only, for whoever was given the handle.
    Open(out UInt64 id, out Handle memory, out UInt64 length, error SInt32 rc);
}
`,
  'kl/MessageBusBundles.idl': `// Data beside the bus: shared memory, which the id of a message leads to. The topic stands in both
// messages, so that a policy says who may put and who may open what. Errors are return codes.
package kl.MessageBusBundles

import kl.MessageBusBundle

typedef string<255> Topic;

interface {
    // Keeps the memory (an MDL) of the caller, and gives it an id that no other bundle ever has. The
    // length is in bytes, and ends in the last page of the memory. The handle needs the rights to
    // read and to transfer.
    Put(
        in Topic topic,
        in Handle memory,
        in UInt64 length,
        out UInt64 id,
        out handle<kl.MessageBusBundle> bundle,
        error SInt32 rc
    );

    // The memory of a bundle, to read only, and a handle that keeps the bundle.
    Open(
        in Topic topic,
        in UInt64 id,
        out Handle memory,
        out UInt64 length,
        out handle<kl.MessageBusBundle> bundle,
        error SInt32 rc
    );
}
`,
  'kl/MessageBusFactory.idl': `// The way to a session of the message bus.
package kl.MessageBusFactory

import kl.MessageBusSession

interface {
    // Opens a session. What is registered in it ends with the last handle of it. The lifeline ends
    // with the process of the bus: it is of kl.MessageBusLifeline.
    Connect(out handle<kl.MessageBusSession> session, out Handle lifeline, error SInt32 rc);
}
`,
  'kl/MessageBusLifeline.idl': `// The life of the message bus: a call that is never answered. It ends with the process, and so tells
// subscribers that wait, whose handles tell nothing then.
package kl.MessageBusLifeline

interface {
    Wait();
}
`,
  'kl/MessageBusSession.idl': `// A session of the message bus: what one client registered. The client chooses the ids, which count
// in its session only. Topics stand in messages of their own, so that a policy says who may publish
// and who may subscribe to what. Errors are return codes.
package kl.MessageBusSession

// Most messages of one Fetch.
const UInt32 MaxMessages = 64;

typedef string<255> Topic;

typedef string<255> Name;

// The topic is a number: 0 for the one of RegisterSubscriber, 1 for that of the first AddTopic, and
// so on. So many messages of the topic as dropped says went before this one.
struct Message {
    UInt64 id;
    UInt32 topic;
    UInt32 dropped;
}

typedef sequence<Message, MaxMessages> Messages;

interface {
    // Registers the publisher of a topic under an id that is free.
    RegisterPublisher(in UInt32 client, in Topic topic, error SInt32 rc);

    UnregisterPublisher(in UInt32 client, error SInt32 rc);

    // Registers a subscriber of a topic under an id that is free. The bus signals
    // OBJECT_EVENT_SPEC(1) of wake when a message comes into its empty queue.
    RegisterSubscriber(
        in UInt32 client,
        in Name name,
        in Topic topic,
        out Handle wake,
        error SInt32 rc
    );

    // Adds a topic to a subscriber.
    AddTopic(in UInt32 client, in Topic topic, error SInt32 rc);

    UnregisterSubscriber(in UInt32 client, error SInt32 rc);

    // Sends a message to all subscribers of the topic of a publisher, or to none.
    Push(in UInt32 client, in UInt64 id, error SInt32 rc);

    // Takes messages of a subscriber, limit at most, and does not wait for any. The subscriber is done
    // with those of the answer before. got is how many answers with messages it has got, modulo 2^32:
    // the one that it has not is given again. isAwaited: the next call may have more, though nothing is
    // signalled, since somebody waits until it is done with these, or they are given again.
    Fetch(
        in UInt32 client,
        in UInt32 limit,
        in UInt32 got,
        out Messages messages,
        out UInt8 isAwaited,
        error SInt32 rc
    );
}
`,
  'kl/MessageBusStats.idl': `// The counts of a message bus, in pages. Each page is of one moment, and two pages are of two. What
// stays registered meanwhile is on one page, once. A page with nothing is the last one.
package kl.MessageBusStats

// Most entries of one page.
const UInt32 MaxEntries = 32;

// Topics and subscribers are numbered from 1 on, in the order in which they came, and the numbers
// are not used again.
struct TopicCounts {
    UInt64 number;
    string<255> topic;
    UInt8 isPublished;
    UInt32 subscribers;
    UInt64 accepted;
    UInt64 declined;
}

struct SubscriberCounts {
    UInt64 number;
    string<255> subscriber;
    UInt32 waiting;
    UInt32 capacity;
}

// The index is that of the topic among those of its subscriber, from 0 on.
struct SubscriptionCounts {
    UInt64 number;
    UInt32 index;
    string<255> subscriber;
    string<255> topic;
    UInt64 accepted;
    UInt64 declined;
    UInt64 delivered;
    UInt64 dropped;
    UInt64 coalesced;
    UInt32 waiting;
}

// A topic that the link of the bus exports or imports. Travelled are messages that the broker has, or
// that came for the first time.
struct LinkCounts {
    UInt64 number;
    string<255> link;
    string<255> topic;
    UInt8 isConnected;
    UInt8 isImported;
    UInt8 isDurable;
    UInt32 waiting;
    UInt64 travelled;
    UInt64 duplicates;
    UInt64 lost;
    UInt64 declined;
    UInt64 malformed;
}

typedef sequence<TopicCounts, MaxEntries> TopicPage;

typedef sequence<SubscriberCounts, MaxEntries> SubscriberPage;

typedef sequence<SubscriptionCounts, MaxEntries> SubscriptionPage;

typedef sequence<LinkCounts, MaxEntries> LinkPage;

interface {
    // The topics after a number.
    Topics(in UInt64 after, out TopicPage page);

    // The subscribers after a number.
    Subscribers(in UInt64 after, out SubscriberPage page);

    // The subscriptions from that of a subscriber and an index on.
    Subscriptions(in UInt64 number, in UInt32 index, out SubscriptionPage page);

    // The topics of the link after a number. They stay as long as the bus.
    Links(in UInt64 after, out LinkPage page);
}
`,
}
