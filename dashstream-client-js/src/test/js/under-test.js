/** Where the build has put the client together with its libraries. */
export const CLIENT = new URL('../../../target/classes/META-INF/resources/dashstream/client/', import.meta.url);

export function load(module) {
  return import(new URL(module, CLIENT));
}
