// MQTT for links of the message bus. See README.md.

export type { ClientOptions } from './client-options.ts'
export { mqttBroker, type MqttOptions } from './mqtt-broker.ts'
