// The stream and the consumers, which are made where they are missing. A stream holds all durable
// topics of a prefix, and a message until every consumer of its topic has acknowledged it. A consumer
// is one link's place in one topic.

import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import type { Settings } from './options.ts'

/** The server says that a stream of the name is there, and is another one. */
const streamNameInUse = 10058

function isCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code
}

async function streamInfo(manager: JetStreamManager, name: string): Promise<StreamInfo | null> {
  try {
    return await manager.streams.info(name)
  } catch (error) {
    if (isCode(error, JetStreamApiCodes.StreamNotFound)) return null
    throw error
  }
}

async function makeStream(
  manager: JetStreamManager,
  { names, stream }: Settings,
): Promise<StreamInfo | null> {
  try {
    return await manager.streams.add({
      retention: RetentionPolicy.Interest,
      discard: DiscardPolicy.New,
      storage: StorageType.File,
      ...stream,
      subjects: [names.allDurable],
    })
  } catch (error) {
    // Another link was faster.
    if (isCode(error, streamNameInUse)) return streamInfo(manager, stream.name)
    throw error
  }
}

/** Makes the stream if it is not there. Rejects if it can't, or if it has other subjects. */
export async function ensureStream(
  manager: JetStreamManager,
  settings: Settings,
): Promise<StreamInfo> {
  const { names, stream } = settings
  const info = (await streamInfo(manager, stream.name)) ?? (await makeStream(manager, settings))
  const subjects = info?.config.subjects ?? []
  const isOurs = subjects.some((each) => covers(each, names.allDurable))
  if (info === null || !isOurs)
    throw new Error(`the stream ${stream.name} does not hold ${names.allDurable}`)
  return info
}

// The last token of the wanted subject is `*`.
function covers(subject: string, wanted: string): boolean {
  const tokens = subject.split('.')
  const wantedTokens = wanted.split('.')
  const end = tokens.indexOf('>')
  if (end === -1 && tokens.length !== wantedTokens.length) return false
  const compared = end === -1 ? tokens : tokens.slice(0, end)
  return compared.every((token, index) => token === '*' || token === wantedTokens[index])
}

/** Makes the consumer of a topic if it is not there, or not as it has to be. */
export async function ensureConsumer(
  manager: JetStreamManager,
  { names, stream, ackWait }: Settings,
  { link, topic, window }: { link: string; topic: string; window: number },
): Promise<ConsumerInfo> {
  const name = names.consumer(link, topic)
  const config = {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    filter_subject: names.durable(topic),
    max_ack_pending: window,
    ack_wait: nanos(ackWait),
  }
  try {
    const info = await manager.consumers.info(stream.name, name)
    if (isAs(info.config, config)) return info
  } catch (error) {
    if (!isCode(error, JetStreamApiCodes.ConsumerNotFound)) throw error
  }
  return await manager.consumers.add(stream.name, config)
}

function isAs(is: ConsumerConfig, wanted: Partial<ConsumerConfig>): boolean {
  const names = Object.keys(wanted) as (keyof ConsumerConfig)[]
  return names.every((name) => is[name] === wanted[name])
}
