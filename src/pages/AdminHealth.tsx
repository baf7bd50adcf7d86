/** One of the parts of the administration. */
export default function AdminHealth() {
  return <h2 className="font-medium">Health</h2>;
}
