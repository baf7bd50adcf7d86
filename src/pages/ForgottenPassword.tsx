export default function ForgottenPassword() {
  return <p>ForgottenPassword</p>;
}
