// MQTT for links of the message bus. See README.md.

export type { ClientOptions } from './connection.ts'
export { mqttBroker, type MqttOptions } from './mqtt-broker.ts'
