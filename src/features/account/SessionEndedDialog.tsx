export default function SessionEndedDialog() {
  return null;
}
