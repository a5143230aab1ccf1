# The handler's signed? against the published vectors. Run: ruby vectors_test.rb
require "minitest/autorun"
require_relative "handler"

class VectorsTest < Minitest::Test
  files = Dir[File.join(__dir__, "../../../vectors/signature/v1/*/*.json")].sort
  raise "no vectors found" if files.empty?

  files.each do |file|
    vector = JSON.parse(File.read(file, encoding: "utf-8"))
    define_method("test_#{File.basename(file, ".json")}") do
      body = vector["body_base64"].unpack1("m")
      assert_equal vector["expected"] == "valid", signed?(body, vector["header"].to_s, vector["secret"]), vector["reason"]
    end
  end
end
