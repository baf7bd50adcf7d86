/** One of the parts of the administration. */
export default function AdminServers() {
  return <h2 className="font-medium">Servers</h2>;
}
