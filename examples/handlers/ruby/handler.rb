# A webhook handler for Ploton with WEBrick. Run: PLOTON_WEBHOOK_SECRET=whsec_… ruby handler.rb
require "json"
require "openssl"
require "webrick"

SECRET = ENV.fetch("PLOTON_WEBHOOK_SECRET", "")

# True when the header is the signature of these bytes. Two headers arrive as one text, "a, b", and are refused.
def signed?(body, signature, secret)
  OpenSSL.secure_compare(OpenSSL::HMAC.hexdigest("SHA256", secret, body), signature)
end

# Receives webhooks: verifies, remembers what was handled, answers.
class Webhook < WEBrick::HTTPServlet::AbstractServlet
  LOCK = Mutex.new
  HANDLED = {} # in production: a unique column, written in the same transaction as the effect

  def do_POST(request, response)
    response.status = receive(request.body.to_s, request["X-Ploton-Signature"].to_s)
  end

  private

  # What to answer to a request with this body.
  def receive(body, signature)
    return 401 unless signed?(body, signature, SECRET)

    event = JSON.parse(body)
    LOCK.synchronize do
      # An event that is sent again has the same bytes, hence the same signature.
      handle(event) unless HANDLED.key?(signature)
      HANDLED[signature] = true
    end
    200
  rescue JSON::ParserError
    400
  end

  # Your work goes here. Ignore the events you don't need.
  def handle(event)
    $effects += 1
    puts "#{event["event"]} #{event["task_id"]}"
  end
end

$effects = 0

if $PROGRAM_NAME == __FILE__
  abort "Set PLOTON_WEBHOOK_SECRET" if SECRET.empty?
  $stdout.sync = true
  server = WEBrick::HTTPServer.new(
    BindAddress: "localhost", Port: ENV.fetch("PORT", "3000").to_i,
    Logger: WEBrick::Log.new($stderr, WEBrick::Log::ERROR), AccessLog: []
  )
  server.mount("/webhook", Webhook)
  server.mount_proc("/effects") { |_request, response| response.body = $effects.to_s }
  puts "listening on http://localhost:#{server.listeners.first.addr[1]}/webhook"
  server.start
end
